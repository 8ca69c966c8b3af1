"""Birthday points: once a calendar year, as the local day begins (S14)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from earning.actions import RuleTerms, revise_rule, set_rule_active
from earning.actions.birthdays import award_birthdays
from earning.catalogue import BIRTHDAY
from earning.conditions import CustomerTags
from earning.explanation import considered_for_activity, explain
from earning.models import Activity, Rule, ValueType
from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.customers.models import Customer, CustomerState
from loyalty.customers.queries import next_celebration
from loyalty.merchants.models import Merchant
from loyalty.outbox.models import Fact
from loyalty.points.models import PointsTransaction
from tests.cast import make_customer, make_merchant, make_rule

JANUARY = datetime(2026, 1, 1, 12, tzinfo=UTC)
BIRTHDAY_OF_ADA = date(1990, 3, 15)


@pytest.fixture
def merchant(db: None) -> Any:
    """Olive's shop, open since long before anybody's birthday."""
    olives = make_merchant(at=datetime(2025, 11, 1, tzinfo=UTC))
    with scope(merchant=olives):
        yield olives


def make_birthday_rule(**terms: Any) -> Rule:
    return make_rule(action=BIRTHDAY.code, at=datetime(2025, 12, 1, tzinfo=UTC), **{"points": 150, **terms})


def make_celebrant(
    birthday: date = BIRTHDAY_OF_ADA, *, set_at: datetime = JANUARY, **fields: Any
) -> Customer:
    """Ada, born on 15 March 1990, which is known since New Year."""
    customer = make_customer(**{"at": datetime(2025, 12, 1, tzinfo=UTC), **fields})
    flows.birthday_set(customer, birthday=birthday, by=None, at=set_at)
    customer.refresh_from_db()
    return customer


def tick(merchant: Merchant, *moments: datetime) -> None:
    """What the clock does at each of these moments."""
    for at in moments:
        while flows.birthdays_kept(merchant, at=at):
            pass


def midnight(year: int, month: int, day: int, **time: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC) + timedelta(**time)


def given() -> list[tuple[str, int, datetime]]:
    """Who got how much and when it happened, in the order of posting."""
    entries = PointsTransaction.objects.filter(kind="earn_birthday").order_by("pk")
    return list(entries.values_list("customer__first_name", "points", "occurred_at"))


class TestTheDay:
    def test_points_come_as_the_local_day_begins(self, merchant: Merchant) -> None:
        Merchant.objects.filter(pk=merchant.pk).update(timezone="America/New_York")
        merchant.refresh_from_db()
        make_birthday_rule()
        make_celebrant()

        tick(merchant, midnight(2026, 3, 15, hours=3, minutes=59))
        before = given()
        tick(merchant, midnight(2026, 3, 15, hours=4))

        assert before == []
        assert given() == [("Ada", 150, midnight(2026, 3, 15, hours=4))]

    def test_every_year_once(self, merchant: Merchant) -> None:
        make_birthday_rule()
        make_celebrant()

        tick(merchant, *(midnight(year, 3, 15, hours=hour) for year in (2026, 2027) for hour in range(3)))

        assert given() == [("Ada", 150, midnight(2026, 3, 15)), ("Ada", 150, midnight(2027, 3, 15))]

    @pytest.mark.parametrize(
        ("year", "day"),
        [(2026, midnight(2026, 2, 28)), (2027, midnight(2027, 2, 28)), (2028, midnight(2028, 2, 29))],
    )
    def test_29_february_is_28_february_in_common_years(
        self, merchant: Merchant, year: int, day: datetime
    ) -> None:
        make_birthday_rule()
        make_celebrant(date(1992, 2, 29), set_at=midnight(2025, 12, 1))

        tick(merchant, midnight(year - 1, 12, 31))
        already = len(given())
        tick(merchant, midnight(year, 12, 31))

        assert given()[already:] == [("Ada", 150, day)]

    def test_28_february_stays_so_in_leap_years(self, merchant: Merchant) -> None:
        make_birthday_rule()
        make_celebrant(date(1990, 2, 28), set_at=midnight(2027, 6, 1))

        tick(merchant, midnight(2028, 12, 31))

        assert given() == [("Ada", 150, midnight(2028, 2, 28))]

    def test_the_year_need_not_be_known(self, merchant: Merchant) -> None:
        make_birthday_rule()
        make_celebrant(date(1004, 2, 29), set_at=midnight(2025, 12, 1))

        tick(merchant, midnight(2026, 3, 1))

        assert given() == [("Ada", 150, midnight(2026, 2, 28))]

    def test_every_rule_gives_its_own(self, merchant: Merchant) -> None:
        for points in (150, 20):
            make_birthday_rule(points=points)
        make_celebrant()

        tick(merchant, midnight(2026, 3, 15))

        assert given() == [("Ada", 150, midnight(2026, 3, 15)), ("Ada", 20, midnight(2026, 3, 15))]

    def test_conditions_are_asked(self, merchant: Merchant) -> None:
        make_birthday_rule(conditions=(CustomerTags(("wholesale",)),))
        make_celebrant()
        bo = make_celebrant(first_name="Bo")
        flows.customer_tagged(bo, tags=["wholesale"], by=None, at=JANUARY)

        tick(merchant, midnight(2026, 3, 15))

        assert given() == [("Bo", 150, midnight(2026, 3, 15))]

    def test_it_counts_for_lifetime_points_and_is_announced(self, merchant: Merchant) -> None:
        make_birthday_rule()
        ada = make_celebrant()
        Fact.objects.all().delete()

        tick(merchant, midnight(2026, 3, 15))

        ada.account.refresh_from_db()
        assert (ada.account.balance, ada.account.lifetime) == (150, 150)
        assert list(Fact.objects.values_list("subject_id", flat=True)) == [ada.pk]

    def test_the_entry_says_why(self, merchant: Merchant) -> None:
        make_birthday_rule(name="Happy birthday")
        make_celebrant()
        tick(merchant, midnight(2026, 3, 15))

        entry = PointsTransaction.objects.get()

        assert entry.description == "Happy birthday"
        assert explain([entry])[entry.pk].summary == "“Happy birthday” gave 150 points for the birthday."


class TestTheGuard:
    @pytest.mark.parametrize(
        ("set_at", "paid"),
        [
            (midnight(2026, 2, 12, hours=23), 2026),
            (midnight(2026, 2, 13), 2027),
            (midnight(2026, 2, 23, hours=12), 2027),
            (midnight(2026, 3, 15, hours=8), 2027),
            (midnight(2026, 3, 16), 2027),
        ],
    )
    def test_a_date_entered_within_30_days_before_waits_a_year(
        self, merchant: Merchant, set_at: datetime, paid: int
    ) -> None:
        make_birthday_rule()
        make_celebrant(set_at=set_at)

        tick(merchant, midnight(2027, 3, 15))

        assert [moment.year for _name, _points, moment in given()] == list(range(paid, 2028))

    def test_the_page_says_from_when_it_counts(self, merchant: Merchant) -> None:
        early = make_celebrant(set_at=midnight(2026, 2, 12))
        late = make_celebrant(set_at=midnight(2026, 2, 13), first_name="Bo")
        today = date(2026, 2, 20)

        days = [next_celebration(one, since=today, zone=UTC) for one in (early, late)]  # type: ignore[arg-type]  # UTC is a zone

        assert days == [date(2026, 3, 15), date(2027, 3, 15)]

    def test_a_changed_day_waits_too(self, merchant: Merchant) -> None:
        make_birthday_rule()
        ada = make_celebrant()
        flows.birthday_set(ada, birthday=date(1990, 3, 20), by=None, at=midnight(2026, 3, 1))

        tick(merchant, midnight(2026, 12, 31))

        assert given() == []

    def test_saying_the_same_again_changes_nothing(self, merchant: Merchant) -> None:
        make_birthday_rule()
        ada = make_celebrant()
        for birthday in (BIRTHDAY_OF_ADA, date(1991, 3, 15), date(1004, 3, 15)):
            flows.birthday_set(ada, birthday=birthday, by=None, at=midnight(2026, 3, 10))

        tick(merchant, midnight(2026, 3, 15))

        assert given() == [("Ada", 150, midnight(2026, 3, 15))]

    def test_a_second_day_in_the_same_year_gives_nothing(self, merchant: Merchant) -> None:
        make_birthday_rule()
        ada = make_celebrant()
        tick(merchant, midnight(2026, 3, 15))
        make_birthday_rule(points=20)

        flows.birthday_set(ada, birthday=date(1990, 6, 15), by=None, at=midnight(2026, 4, 1))
        tick(merchant, midnight(2027, 1, 1))

        assert given() == [("Ada", 150, midnight(2026, 3, 15))]


class TestWho:
    @pytest.mark.parametrize("state", [CustomerState.CANDIDATE, CustomerState.DISABLED])
    def test_guests_and_excluded_customers_get_none(self, merchant: Merchant, state: CustomerState) -> None:
        make_birthday_rule()
        make_celebrant(state=state)
        make_celebrant(first_name="Bo")

        tick(merchant, midnight(2026, 3, 15))

        assert given() == [("Bo", 150, midnight(2026, 3, 15))]

    def test_who_joins_later_that_day_is_not_made_up_for(self, merchant: Merchant) -> None:
        make_birthday_rule()
        guest = make_celebrant(state=CustomerState.CANDIDATE)
        make_customer(first_name="Ada", at=midnight(2026, 3, 15, hours=8), external_id="7")

        tick(merchant, midnight(2026, 3, 15, hours=9))

        guest.refresh_from_db()
        assert guest.state == CustomerState.MEMBER
        assert given() == []

    def test_who_is_let_back_in_is_not_made_up_for(self, merchant: Merchant) -> None:
        make_birthday_rule()
        ada = make_celebrant()
        flows.customer_excluded(ada, reason="Resells", by=None, at=midnight(2026, 3, 14))
        flows.customer_included(ada, reason="Explained", by=None, at=midnight(2026, 3, 16))

        tick(merchant, midnight(2026, 3, 17))
        late = given()
        tick(merchant, midnight(2027, 3, 15))

        assert late == []
        assert given() == [("Ada", 150, midnight(2027, 3, 15))]

    def test_another_merchants_customers_get_none(self, merchant: Merchant) -> None:
        make_birthday_rule()
        other = make_merchant(name="Another", at=midnight(2025, 11, 1))
        with scope(merchant=other):
            make_celebrant()

        tick(merchant, midnight(2026, 3, 15))
        with scope(merchant=other):
            tick(other, midnight(2026, 3, 15))
            theirs = given()

        assert (given(), theirs) == ([], [])


class TestALateClock:
    def test_days_late_ends_the_same(self, merchant: Merchant) -> None:
        make_birthday_rule()
        make_celebrant()
        make_celebrant(date(1980, 3, 16), first_name="Bo")

        tick(merchant, midnight(2026, 3, 14), midnight(2026, 3, 18), midnight(2026, 3, 18))

        assert given() == [("Ada", 150, midnight(2026, 3, 15)), ("Bo", 150, midnight(2026, 3, 16))]

    def test_years_late_too(self, merchant: Merchant) -> None:
        make_birthday_rule()
        make_celebrant()

        tick(merchant, midnight(2028, 3, 20))

        assert given() == [("Ada", 150, midnight(year, 3, 15)) for year in (2026, 2027, 2028)]

    def test_the_rules_of_the_day_count(self, merchant: Merchant) -> None:
        rule = make_birthday_rule()
        make_celebrant()
        terms = RuleTerms("More", ValueType.FIXED, points=500)
        revise_rule(rule, terms=terms, by=None, at=midnight(2026, 3, 16))
        set_rule_active(rule, is_active=False, at=midnight(2026, 3, 17))

        tick(merchant, midnight(2026, 3, 18))

        assert given() == [("Ada", 150, midnight(2026, 3, 15))]

    def test_a_rule_made_on_the_day_is_too_late_for_it(self, merchant: Merchant) -> None:
        make_celebrant()
        make_rule(action=BIRTHDAY.code, at=midnight(2026, 3, 15, hours=9))

        tick(merchant, midnight(2026, 3, 16))

        assert given() == []

    def test_what_was_due_is_given_before_the_day_changes(self, merchant: Merchant) -> None:
        make_birthday_rule()
        ada = make_celebrant()

        flows.birthday_set(ada, birthday=None, by=None, at=midnight(2026, 3, 16))
        tick(merchant, midnight(2026, 3, 18))

        assert given() == [("Ada", 150, midnight(2026, 3, 15))]

    def test_what_was_due_is_given_before_somebody_is_excluded(self, merchant: Merchant) -> None:
        make_birthday_rule()
        ada = make_celebrant()

        flows.customer_excluded(ada, reason="Resells", by=None, at=midnight(2026, 3, 16))
        tick(merchant, midnight(2026, 3, 18))

        assert given() == [("Ada", 150, midnight(2026, 3, 15))]


class TestManyAtOnce:
    def test_a_batch_takes_as_many_statements_as_one(self, merchant: Merchant) -> None:
        make_birthday_rule(conditions=(CustomerTags(("wholesale",), is_excluding=True),))
        make_celebrant(date(1990, 3, 14))
        make_celebrant(date(1990, 3, 15), first_name="Eve")
        make_celebrant(date(1990, 3, 15), first_name="Eva")
        for number in range(30):
            make_celebrant(date(1990, 3, 16), first_name=f"Bo{number}")
        tick(merchant, midnight(2026, 3, 13))

        taken = [_statements(merchant, midnight(2026, 3, day)) for day in (14, 15, 16)]

        assert len(given()) == 33
        assert taken[1] == taken[2]
        assert taken[0] <= taken[1] <= 22

    def test_a_batch_goes_on_after_the_last_one(self, merchant: Merchant) -> None:
        make_birthday_rule()
        for number in range(5):
            make_celebrant(first_name=f"Bo{number}")
        tick(merchant, midnight(2026, 3, 14))

        sizes = [flows.birthdays_kept(merchant, at=midnight(2026, 3, 15), size=2) for _time in range(4)]

        assert [kept and kept.celebrants for kept in sizes] == [2, 2, 1, None]
        assert len(given()) == 5


def test_a_date_is_not_written_where_nothing_can_be_erased(merchant: Merchant) -> None:
    ada = make_celebrant()
    flows.birthday_set(ada, birthday=None, by=None, at=JANUARY)

    events = AuditEvent.objects.order_by("pk").values_list("action", "before", "after")
    assert list(events) == [("customer.birthday_set", {}, {}), ("customer.birthday_removed", {}, {})]


def _statements(merchant: Merchant, at: datetime) -> int:
    with CaptureQueriesContext(connection) as captured:
        tick(merchant, at)
    return len(captured)


def test_a_birthday_that_was_refused_keeps_one_account_however_often_it_is_kept(merchant: Merchant) -> None:
    make_birthday_rule(name="For friends", conditions=(CustomerTags(("friend",)),))
    ada = make_celebrant()

    tick(merchant, midnight(2026, 3, 15, hours=1))
    award_birthdays([ada.pk], day=date(2026, 3, 15), midnight=midnight(2026, 3, 15), merchant_id=merchant.pk)

    activity = Activity.objects.get()
    (rule,) = considered_for_activity(activity)
    assert (activity.customer, activity.refusal) == (ada, "conditions_not_met")
    assert activity.occurred_at == midnight(2026, 3, 15)
    assert (rule.name, rule.points, rule.verdicts[0].passed) == ("For friends", 0, False)
