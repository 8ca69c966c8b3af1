"""Earning limits and caps on points."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from earning.actions import ActivityFacts
from earning.evaluation.periods import span_of
from earning.models import Activity, Settlement
from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.points.actions import accounts
from loyalty.points.actions.accounts import LOCK_BALANCES
from loyalty.points.models import PointsAccount
from tests.cast import make_customer, make_merchant, make_rule
from tests.flows.shop import amounts, cancelled, day, edited, log, paid, receive, refunded
from tests.flows.test_races import send_at_once
from tests.points.cast import differences
from tests.races import at_once, slowly

ONCE_A_DAY: dict[str, Any] = {"limit_count": 1, "limit_period": "day"}
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def merchant(db: None) -> Iterator[Merchant]:
    olives = make_merchant()
    with scope(merchant=olives):
        yield olives


def review(customer: Customer, name: str, *, at: datetime) -> Activity:
    facts = ActivityFacts("reviews", "review", name, at)
    return flows.activity_received(customer, facts=facts, at=at + timedelta(days=30))


@pytest.mark.parametrize(
    ("period", "moment", "start", "end"),
    [
        ("day", "2026-11-02T04:30Z", "2026-11-01T04:00Z", "2026-11-02T05:00Z"),
        ("day", "2026-03-08T12:00Z", "2026-03-08T05:00Z", "2026-03-09T04:00Z"),
        ("week", "2026-03-08T12:00Z", "2026-03-02T05:00Z", "2026-03-09T04:00Z"),
        ("month", "2026-02-01T04:59Z", "2026-01-01T05:00Z", "2026-02-01T05:00Z"),
        ("month", "2026-12-31T12:00Z", "2026-12-01T05:00Z", "2027-01-01T05:00Z"),
        ("year", "2027-01-01T04:59Z", "2026-01-01T05:00Z", "2027-01-01T05:00Z"),
    ],
)
def test_a_period_is_one_of_the_merchants_calendar(period: str, moment: str, start: str, end: str) -> None:
    span = span_of(period, datetime.fromisoformat(moment), timezone=NEW_YORK)

    assert span == (datetime.fromisoformat(start), datetime.fromisoformat(end))


def test_a_rolling_period_looks_back_from_the_moment() -> None:
    noon = datetime(2026, 3, 8, 12, tzinfo=UTC)

    span = span_of("rolling", noon, timezone=NEW_YORK, days=7)

    assert span.start == noon - timedelta(days=7)
    assert span.start <= noon < span.end


class TestActivities:
    def test_the_first_in_a_day_earns_and_the_second_says_why_not(self, merchant: Merchant) -> None:
        rule = make_rule(action="review", points=50, **ONCE_A_DAY)
        ada = make_customer()

        first = review(ada, "a", at=day(1))
        second = review(ada, "b", at=day(1) + timedelta(hours=2))
        review(ada, "c", at=day(2))
        review(make_customer(first_name="Bea"), "d", at=day(1))

        assert (first.refusal, second.refusal) == ("", "limit_reached")
        assert second.explanation["rules"] == [
            {
                "rule": rule.pk,
                "version": 1,
                "points": 0,
                "limit": {"count": 1, "period": "day", "used": 1, "passed": False},
            }
        ]
        assert log() == [("earn_activity", 50)] * 3

    def test_a_reversed_award_frees_its_slot(self, merchant: Merchant) -> None:
        make_rule(action="review", points=50, **ONCE_A_DAY)
        ada = make_customer()

        flows.activity_revoked(review(ada, "a", at=day(1)), at=day(1))

        assert review(ada, "b", at=day(1)).refusal == ""

    def test_rolling_days_count_back_from_the_activity(self, merchant: Merchant) -> None:
        make_rule(action="review", limit_count=2, limit_period="rolling", limit_days=7)
        ada = make_customer()

        refusals = [review(ada, str(number), at=day(number)).refusal for number in (1, 3, 7, 9)]

        assert refusals == ["", "", "limit_reached", ""]

    def test_a_cap_cuts_the_award_and_then_refuses(self, merchant: Merchant) -> None:
        make_rule(action="review", points=50, cap_points=120, cap_period="month")
        ada = make_customer()

        refusals = [review(ada, str(number), at=day(number)).refusal for number in range(4)]

        assert refusals == ["", "", "", "limit_reached"]
        assert log() == [("earn_activity", 50), ("earn_activity", 50), ("earn_activity", 20)]

    def test_counting_is_one_statement_whatever_the_history(self, merchant: Merchant) -> None:
        make_rule(
            action="review", limit_count=1000, limit_period="lifetime", cap_points=10**6, cap_period="year"
        )
        ada = make_customer()
        few = self.statements(ada, "a")
        for number in range(5):
            review(ada, str(number), at=day(number))

        assert self.statements(ada, "b") == few

    def statements(self, customer: Customer, name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            review(customer, name, at=day(1))
        return len(captured)


class TestOrders:
    def test_the_earliest_orders_of_a_batch_take_the_slots(self, merchant: Merchant) -> None:
        make_rule(**ONCE_A_DAY)
        later, first = paid("1", on=1, money=amounts(10_00)), paid("2", on=1, money=amounts(20_00))
        first = type(first)(
            "shop",
            "2",
            day(1) - timedelta(hours=1),
            customer=first.customer,
            state=first.state,
            paid_at=day(1) - timedelta(hours=1),
            amounts=first.amounts,
        )

        flows.orders_changed(
            [later, first, paid("3", on=2, money=amounts(5_00))], merchant=merchant, at=day(9)
        )

        assert sorted(log()) == [("earn_order", 5), ("earn_order", 20)]

    def test_a_freed_slot_is_not_given_to_one_that_was_refused(self, merchant: Merchant) -> None:
        make_rule(**ONCE_A_DAY)
        receive(paid("1", money=amounts(10_00)), paid("2", money=amounts(20_00)), merchant=merchant)

        receive(cancelled("1"), edited("2", on=5, money=amounts(30_00)), merchant=merchant)
        receive(paid("3", money=amounts(40_00)), merchant=merchant)

        assert log() == [("earn_order", 10), ("earn_adjust", -10), ("earn_order", 40)]

    def test_an_order_keeps_its_slot_whatever_happens_to_it(self, merchant: Merchant) -> None:
        make_rule(**ONCE_A_DAY)

        receive(
            paid("1", money=amounts(50_00)),
            refunded("1", goods=20_00),
            edited("1", on=6, money=amounts(90_00)),
            merchant=merchant,
        )

        assert PointsAccount.objects.get().balance == 70

    def test_a_cap_leaves_the_same_room_after_refunds_of_others(self, merchant: Merchant) -> None:
        make_rule(cap_points=150, cap_period="month")
        receive(paid("1", money=amounts(100_00)), paid("2", money=amounts(100_00)), merchant=merchant)

        receive(refunded("1", goods=100_00), refunded("2", goods=20_00), merchant=merchant)

        assert log() == [("earn_order", 100), ("earn_order", 50), ("earn_adjust", -100)]
        assert Settlement.objects.latest("order").explanation["rules"][0]["cap"] == {
            "points": 150,
            "period": "month",
            "room": 150,
        }

    def test_an_order_that_grows_does_not_grow_beyond_the_cap(self, merchant: Merchant) -> None:
        make_rule(cap_points=150, cap_period="month")
        receive(paid("1", money=amounts(100_00)), paid("2", money=amounts(40_00)), merchant=merchant)

        receive(edited("1", on=5, money=amounts(300_00)), merchant=merchant)

        assert PointsAccount.objects.get().balance == 150

    def test_a_rule_that_another_beats_takes_no_slot(self, merchant: Merchant) -> None:
        flows.program_changed(merchant, {"stacking": "best"}, by=None, at=day(0))
        make_rule(value_type="fixed", points=30, **ONCE_A_DAY)
        make_rule(points=1)

        orders = [paid("1", money=amounts(50_00)), paid("2", money=amounts(10_00))]
        flows.orders_changed(orders, merchant=merchant, at=day(9))

        assert sorted(log()) == [("earn_order", 30), ("earn_order", 50)]


CARELESS = LOCK_BALANCES.replace("FOR NO KEY UPDATE OF account", "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("lock", "is_right"), [(LOCK_BALANCES, True), (CARELESS, False)], ids=["locked", "not"]
)
class TestRaces:
    def test_the_last_slot_goes_to_one_of_ten_activities(
        self, lock: str, is_right: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(accounts, "LOCK_BALANCES", lock)
        merchant = make_merchant()
        make_rule(merchant, action="review", points=50, **ONCE_A_DAY)
        ada = make_customer(merchant)

        def send(number: int) -> None:
            with scope(merchant=merchant), slowly():
                review(ada, str(number), at=day(1))

        results = at_once(send, times=10)

        assert results == [None] * 10
        assert self.is_given_once(merchant, 50) is is_right
        assert differences() == []

    def test_the_last_slot_goes_to_one_of_two_orders(
        self, lock: str, is_right: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(accounts, "LOCK_BALANCES", lock)
        merchant = make_merchant()
        make_rule(merchant, **ONCE_A_DAY)
        make_customer(merchant, external_id="ada")

        results: Sequence[Any] = send_at_once(
            merchant, *([paid(str(n), money=amounts(50_00))] for n in range(6))
        )

        assert results == [None] * 6
        assert self.is_given_once(merchant, 50) is is_right
        assert differences() == []

    def is_given_once(self, merchant: Merchant, points: int) -> bool:
        with scope(merchant=merchant):
            return PointsAccount.objects.get().balance == points
