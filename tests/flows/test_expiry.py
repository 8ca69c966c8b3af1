"""The clock and points that grow old: late, twice, stopped half way, and the warnings before."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django_scopes import scope

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.jobs.models import Job
from loyalty.outbox.models import Fact
from loyalty.points.queries import forecast
from loyalty.points.queries.expiry import days_begun
from tests.cast import make_customer
from tests.points.cast import differences, sums
from tests.points.lots import adjust, at, earn, let_expire, make_expiring, redeem, run_clock

pytestmark = pytest.mark.django_db


def warn(ada: Customer, day: str) -> int:
    """How many warnings that day brings."""
    with scope(merchant=ada.merchant):
        return flows.expiry_warned(ada.merchant, at=at(day))


def warnings(ada: Customer) -> list[tuple[int, dict[str, Any]]]:
    with scope(merchant=ada.merchant):
        facts = Fact.objects.filter(topic="points.expiring").order_by("id")
        return list(facts.values_list("subject_id", "payload"))


def test_customers_are_warned_once_for_each_distance() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-03-10")
    earn(ada, 20, "2026-03-10")
    redeem(ada, 10, "2026-04-01")

    days = ["2027-02-07", "2027-02-08", "2027-02-09", "2027-03-03", "2027-03-03", "2027-03-11"]
    found = [warn(ada, day) for day in days]

    assert found == [0, 1, 0, 1, 0, 0]
    assert warnings(ada) == [
        (ada.pk, {"last_valid_on": "2027-03-10", "points": 110, "days": 30}),
        (ada.pk, {"last_valid_on": "2027-03-10", "points": 110, "days": 7}),
    ]


def test_a_late_clock_gives_the_nearest_warning_alone() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-03-10")

    assert (warn(ada, "2027-03-05"), warn(ada, "2027-03-06")) == (1, 0)
    assert warnings(ada)[0][1]["days"] == 7


def test_whoever_is_excluded_or_spent_it_all_is_not_warned() -> None:
    ada = make_expiring()
    bea = make_customer(ada.merchant, first_name="Bea")
    earn(ada, 100, "2026-03-10")
    earn(bea, 100, "2026-03-10")
    redeem(bea, 100, "2026-03-11")
    with scope(merchant=ada.merchant):
        flows.customer_excluded(ada, reason="Resells", by=None, at=at("2026-03-12"))

    assert warn(ada, "2027-03-05") == 0


def test_a_balance_that_dies_of_inactivity_is_warned_of_whole() -> None:
    ada = make_expiring("inactivity")
    earn(ada, 100, "2026-03-10")
    adjust(ada, 5, "2026-05-10")

    warn(ada, "2027-02-20")

    assert warnings(ada)[0][1] == {"last_valid_on": "2027-03-10", "points": 105, "days": 30}


def test_no_distances_no_warnings() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-03-10")
    with scope(merchant=ada.merchant):
        flows.program_changed(ada.merchant, {"expiry_warning_days": []}, by=None, at=at("2026-03-11"))

    assert warn(ada, "2027-03-05") == 0


def test_five_customers_expire_in_batches_of_two_and_all_are_announced() -> None:
    ada = make_expiring()
    shoppers = [ada, *(make_customer(ada.merchant, first_name=f"Shopper{n}") for n in range(4))]
    for shopper in shoppers:
        earn(shopper, 10, "2026-03-10")
    before = _announced(ada)

    done = run_clock(ada, at("2027-03-14"))

    assert (done, [sums(shopper)[0] for shopper in shoppers]) == (5, [0] * 5)
    assert _announced(ada) - before == 5
    assert differences() == []


def test_a_merchant_has_one_job_for_each_local_day() -> None:
    ada = make_expiring(timezone="Pacific/Auckland")
    moment = datetime(2026, 6, 1, 11, 59, tzinfo=UTC)  # one minute to midnight
    merchant_id = ada.merchant_id

    first = days_begun(kind="points.expire", at=moment)
    Job.objects.create(merchant_id=merchant_id, kind="points.expire", key=first[0][1].isoformat())
    same_day, next_day = (
        days_begun(kind="points.expire", at=moment + timedelta(minutes=minutes)) for minutes in (0, 1)
    )

    assert [(found, day.isoformat()) for found, day in first] == [(merchant_id, "2026-06-01")]
    assert same_day == []
    assert [day.isoformat() for _found, day in next_day] == ["2026-06-02"]


def test_lots_of_before_are_looked_after_when_points_no_longer_expire() -> None:
    ada = make_expiring()
    let_expire(ada.merchant, "none")
    without = days_begun(kind="points.expire", at=at("2026-06-01"))
    let_expire(ada.merchant)
    earn(ada, 10, "2026-03-10")
    let_expire(ada.merchant, "none")

    assert without == []
    assert len(days_begun(kind="points.expire", at=at("2026-06-01"))) == 1


def test_the_forecast_adds_up_what_ends_in_each_month() -> None:
    ada = make_expiring()
    bea = make_customer(ada.merchant, first_name="Bea")
    earn(ada, 100, "2026-03-10")
    earn(bea, 50, "2026-03-20")
    earn(bea, 7, "2026-05-20")
    redeem(ada, 30, "2026-06-01")

    found = [(ends.last_valid_on.isoformat(), ends.points) for ends in forecast(ada.merchant_id)]

    assert found == [("2027-03-01", 120), ("2027-05-01", 7)]


def _announced(ada: Customer) -> int:
    with scope(merchant=ada.merchant):
        return Fact.objects.filter(topic="customer/updated").count()
