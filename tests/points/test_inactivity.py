"""Balances that die when a customer has been away (S15)."""

import pytest

from loyalty.points.models import Kind
from tests.points.cast import differences, sums
from tests.points.lots import (
    adjust,
    at,
    cancel,
    earn,
    expiring,
    let_expire,
    log,
    make_expiring,
    redeem,
    run_clock,
)

pytestmark = pytest.mark.django_db
MODE = "inactivity"


@pytest.fixture(autouse=True)
def _sums_stay_right() -> object:
    yield
    assert differences() == []


def test_the_whole_balance_dies_after_the_last_day() -> None:
    ada = make_expiring(MODE)
    earn(ada, 500, "2026-01-10")
    earn(ada, 100, "2026-12-31")

    assert expiring(ada) == [("2027-12-31", 600)]
    assert run_clock(ada, at("2027-12-31")) == 0
    assert run_clock(ada, at("2028-01-03")) == 1
    assert log(ada)[-1] == ("expire", -600, "2028-01-01 00:00")
    assert run_clock(ada, at("2028-01-03")) == 0


def test_a_redemption_keeps_the_rest_alive_and_other_changes_do_not() -> None:
    ada, bea = make_expiring(MODE), make_expiring(MODE)
    for customer in (ada, bea):
        earn(customer, 500, "2026-01-10", award=customer.pk)

    redemption = redeem(ada, 100, "2026-06-01")
    cancel(ada, redemption, "2026-09-01")
    adjust(bea, 50, "2026-09-01")
    earn(bea, -20, "2026-09-02", award=bea.pk)

    assert expiring(ada) == [("2027-06-01", 500)]
    assert expiring(bea) == [("2027-01-10", 530)]


def test_switching_it_on_starts_the_clock_for_old_points() -> None:
    ada = make_expiring("none")
    earn(ada, 500, "2026-01-10")
    let_expire(ada.merchant, MODE, since="2028-03-01")

    assert run_clock(ada, at("2029-03-01")) == 0
    assert run_clock(ada, at("2029-03-02")) == 1


def test_old_points_that_nothing_is_known_of_count_from_that_day_too() -> None:
    ada = make_expiring("none")
    adjust(ada, 500, "2026-01-10")
    let_expire(ada.merchant, MODE, since="2026-03-01")

    assert expiring(ada) == [("2027-03-01", 500)]


def test_a_gift_to_a_dead_account_lives_a_whole_period() -> None:
    ada = make_expiring(MODE)
    earn(ada, 500, "2026-01-10")
    run_clock(ada, at("2027-02-01"))

    adjust(ada, 50, "2028-06-01")

    assert expiring(ada) == [("2029-06-01", 50)]


def test_an_order_after_the_end_does_not_save_what_is_gone_while_the_clock_is_late() -> None:
    ada = make_expiring(MODE)
    earn(ada, 500, "2026-01-10")

    earn(ada, 40, "2027-01-12")

    assert log(ada)[1:] == [
        ("expire", -500, "2027-01-11 00:00"),
        ("earn_order", 40, "2027-01-12 12:00"),
    ]


def test_points_that_died_are_not_taken_again_by_a_refund() -> None:
    ada = make_expiring(MODE)
    earn(ada, 500, "2026-01-10", award=1)
    redeem(ada, 100, "2026-01-11")
    run_clock(ada, at("2027-02-01"))

    earn(ada, -500, "2027-02-02", award=1)

    assert sums(ada) == (-100, 0, 0)


def test_an_order_that_comes_late_does_not_turn_the_clock_back() -> None:
    ada = make_expiring(MODE)
    earn(ada, 500, "2026-06-10")

    earn(ada, 10, "2026-01-10", kind=Kind.EARN_ACTIVITY)

    assert expiring(ada) == [("2027-06-10", 510)]
