"""When a customer was born: what is taken for a date, the page to enter it, and the jobs that look at it."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils.timezone import now
from django_scopes import scope

from earning.catalogue import BIRTHDAY
from loyalty.customers.actions import BirthdayToCome, BirthdayTooLongAgo, set_birthday
from loyalty.customers.forms import BirthdayForm
from loyalty.customers.models import BirthdayCalendar, Customer
from loyalty.errors import Refused
from loyalty.jobs.actions import later
from loyalty.jobs.models import Job
from loyalty.jobs.tasks.drain import run_due
from loyalty.merchants.models import Merchant
from loyalty.points.models import PointsTransaction
from loyalty.team.models import Role
from tests.cast import MONDAY, make_colleague, make_customer, make_merchant, make_rule, make_user, sign_in

pytestmark = pytest.mark.django_db

BORN = date(1990, 3, 15)


@pytest.fixture
def merchant() -> Merchant:
    return make_merchant()


@pytest.fixture
def ada(merchant: Merchant) -> Customer:
    return make_customer(merchant)


@pytest.fixture
def client(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def _set(customer: Customer, birthday: date | None, *, at: datetime = MONDAY) -> Customer:
    with scope(merchant=customer.merchant):
        set_birthday(customer, birthday=birthday, at=at)
        customer.refresh_from_db()
    return customer


@pytest.mark.parametrize(
    ("birthday", "refusal"),
    [
        (date(2026, 3, 3), BirthdayToCome),
        (date(9999, 12, 31), BirthdayToCome),
        (date(1899, 12, 31), BirthdayTooLongAgo),
        (date(1, 1, 1), BirthdayTooLongAgo),
    ],
)
def test_impossible_dates_are_refused(ada: Customer, birthday: date, refusal: type[Refused]) -> None:
    _set(ada, BORN)

    with pytest.raises(refusal):
        _set(ada, birthday)

    with scope(merchant=ada.merchant):
        ada.refresh_from_db()
    assert ada.birthday == BORN


@pytest.mark.parametrize("birthday", [date(2026, 3, 2), date(1900, 1, 1), date(1004, 12, 31)])
def test_today_a_century_ago_and_no_year_are_dates(ada: Customer, birthday: date) -> None:
    assert _set(ada, birthday).birthday == birthday


def test_today_is_that_of_the_merchant() -> None:
    kiritimati = make_merchant(timezone="Pacific/Kiritimati")
    ada = make_customer(kiritimati)

    assert _set(ada, date(2026, 3, 3), at=MONDAY.replace(hour=11)).birthday == date(2026, 3, 3)


def test_only_another_day_counts_as_a_change(ada: Customer) -> None:
    later_on = MONDAY + timedelta(days=9)
    _set(ada, BORN)

    other_year = _set(ada, date(1991, 3, 15), at=later_on).birthday_changed_at
    other_day = _set(ada, date(1991, 3, 16), at=later_on).birthday_changed_at

    assert (other_year, other_day) == (MONDAY, later_on)


def test_a_birthday_is_entered_shown_and_removed(client: Client, ada: Customer) -> None:
    path = f"/customers/{ada.pk}/birthday/"

    client.post(path, {"day": "15", "month": "3", "year": "1990"})
    shown = client.get(f"/customers/{ada.pk}/").content.decode()
    first = client.get(path).context["form"]
    client.post(path, {"day": "15", "month": "3", "year": ""})
    without_year = client.get(f"/customers/{ada.pk}/").content.decode()
    client.post(path, {"remove": "yes", "day": "15", "month": "3"})
    removed = client.get(f"/customers/{ada.pk}/").content.decode()

    assert [first[name].value() for name in ("day", "month", "year")] == [15, 3, 1990]
    assert "March 15, 1990" in shown
    assert "Counts next on March 15, " in shown
    assert "<p>March 15</p>" in without_year
    assert "March 15" not in removed


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        (("31", "2", "1990"), "day", "There is no such day in that month."),
        (("29", "2", "1990"), "day", "There is no such day in that month."),
        (("32", "1", ""), "day", "Ensure this value is less than or equal to 31."),
        (("15", "", ""), "month", "Choose the month."),
        (("", "3", "1990"), "day", "Enter the day."),
        (("15", "3", "1850"), "year", "Enter a year from 1900 on, or leave it out."),
        (("15", "3", "2999"), "year", "This day is still to come."),
        (("15", "3", "0"), "year", "Ensure this value is greater than or equal to 1."),
        (("15", "3", "99999"), "year", "Ensure this value is less than or equal to 9999."),
        (("15", "3", "’90"), "year", "Enter a whole number."),
    ],
)
def test_what_is_no_date_is_refused_at_its_field(
    client: Client, ada: Customer, typed: tuple[str, str, str], field: str, sentence: str
) -> None:
    answer = client.post(
        f"/customers/{ada.pk}/birthday/", dict(zip(("day", "month", "year"), typed, strict=True))
    )

    form: BirthdayForm = answer.context["form"]
    assert form.errors == {field: [sentence]}
    assert form["day"].value() == typed[0]


def test_support_may_enter_it_and_viewers_may_not(client: Client, merchant: Merchant, ada: Customer) -> None:
    path = f"/customers/{ada.pk}/birthday/"

    statuses = [
        sign_in(client, make_colleague(merchant, role=role)).get(path).status_code
        for role in (Role.SUPPORT, Role.VIEWER)
    ]

    assert statuses == [200, 403]


class TestJobs:
    def test_the_clock_gives_points_to_everybody_whose_day_it_is(self) -> None:
        today, long_ago = now(), now() - timedelta(days=40)
        shops = [make_merchant(name=name, at=long_ago) for name in ("First", "Second")]
        for shop in shops:
            make_rule(shop, action=BIRTHDAY.code, points=150, at=long_ago)
            _set(make_customer(shop, at=long_ago), today.date().replace(year=1004), at=long_ago)

        for number in range(2):
            later("customers.begin_birthdays", merchant_id=None, key=f"tick-{number}")
            run_due()

        assert [_earned(shop) for shop in shops] == [[150], [150]]
        assert Job.objects.filter(state="done", kind="customers.keep_birthdays").count() == 2

    def test_merchants_without_a_rule_are_left_alone(self) -> None:
        _set(make_customer(make_merchant()), BORN)

        later("customers.begin_birthdays", merchant_id=None, key="tick")
        run_due()

        assert not Job.objects.filter(kind="customers.keep_birthdays").exists()
        assert not BirthdayCalendar.objects.with_scopes_disabled().exists()


def _earned(merchant: Merchant) -> list[int]:
    with scope(merchant=merchant):
        return list(PointsTransaction.objects.filter(kind="earn_birthday").values_list("points", flat=True))
