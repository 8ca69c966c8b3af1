"""Points that live for a while after each credit (S15)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.points.actions import NotEnoughPoints, Posting, post, post_many
from loyalty.points.models import Kind
from tests.points.cast import GIFT, differences, make_ada, make_posting, sums
from tests.points.lots import (
    adjust,
    at,
    cancel,
    earn,
    expiring,
    let_expire,
    log,
    lots,
    make_expiring,
    redeem,
    run_clock,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sums_stay_right() -> object:
    yield
    assert differences() == []


@pytest.mark.parametrize(
    ("terms", "earned", "last"),
    [
        ({"months": 12}, "2026-01-10", "2027-01-10"),
        ({"months": 1}, "2028-01-31", "2028-02-29"),
        ({"months": 1}, "2027-01-31", "2027-02-28"),
        ({"months": 25}, "2026-11-30", "2028-12-30"),
        ({"days": 90}, "2026-03-01", "2026-05-30"),
    ],
)
def test_a_credit_lives_to_the_end_of_its_last_day(terms: dict[str, Any], earned: str, last: str) -> None:
    ada = make_expiring(**terms)
    earn(ada, 75, earned)
    ends = datetime.fromisoformat(last).replace(tzinfo=UTC) + timedelta(days=1)

    before = run_clock(ada, ends - timedelta(seconds=1)), expiring(ada)
    after = run_clock(ada, ends)

    assert before == (0, [(last, 75)])
    assert after == 1
    assert log(ada)[1:] == [("expire", -75, ends.strftime("%Y-%m-%d %H:%M"))]
    assert (sums(ada), lots(ada), expiring(ada)) == ((0, 0, 75), [], [])


def test_the_last_day_is_the_merchants() -> None:
    ada = make_expiring(timezone="Pacific/Auckland")
    earn(ada, 10, "2026-01-15")  # 01:00 on the 16th

    run_clock(ada, datetime(2027, 1, 16, 10, 59, tzinfo=UTC))
    still = sums(ada)[0]
    run_clock(ada, datetime(2027, 1, 16, 11, 0, tzinfo=UTC))

    assert (still, sums(ada)[0]) == (10, 0)
    assert log(ada)[-1] == ("expire", -10, "2027-01-16 11:00")


def test_what_expires_first_is_spent_first_whenever_it_came() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-06-10")
    earn(ada, 100, "2026-01-10")

    redeem(ada, 130, "2026-07-01")

    assert lots(ada) == [("2027-06-10", 70)]


def test_a_spent_lot_takes_nothing_along_when_it_ends() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-01-10")
    redeem(ada, 100, "2026-02-01")
    earn(ada, 100, "2026-06-10")

    run_clock(ada, at("2027-02-01"))

    assert sums(ada) == (100, 0, 200)


def test_what_never_expires_is_spent_last() -> None:
    ada = make_expiring("none")
    earn(ada, 100, "2026-01-01")
    let_expire(ada.merchant, months=1, since="2026-01-15")
    earn(ada, 100, "2026-02-01")

    redeem(ada, 100, "2026-02-10")
    run_clock(ada, at("2026-03-02"))

    assert (sums(ada), expiring(ada)) == ((100, 0, 200), [])


def test_a_changed_setting_touches_new_credits_only() -> None:
    ada = make_expiring(months=12)
    earn(ada, 1, "2026-02-01")
    let_expire(ada.merchant, months=6)
    earn(ada, 2, "2026-02-02")
    let_expire(ada.merchant, "none")
    earn(ada, 4, "2026-02-03")

    assert lots(ada) == [("2026-08-02", 2), ("2027-02-01", 1)]
    assert run_clock(ada, at("2028-01-01")) == 1
    assert sums(ada)[0] == 4


def test_a_credit_of_before_never_expires() -> None:
    ada = make_expiring(since="2026-03-01")

    earn(ada, 5, "2026-02-28")
    earn(ada, 7, "2026-03-01")

    assert lots(ada) == [("2027-03-01", 7)]


def test_a_refund_takes_the_lot_of_its_own_order_first() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-01-10", award=1)
    earn(ada, 100, "2026-06-10", award=2)

    earn(ada, -60, "2026-06-20", award=2)

    assert lots(ada) == [("2027-01-10", 100), ("2027-06-10", 40)]


def test_a_refund_beyond_its_own_lot_goes_on_with_what_expires_first() -> None:
    ada = make_expiring()
    earn(ada, 50, "2026-02-10", award=1)
    earn(ada, 100, "2026-01-10", award=2)
    earn(ada, 100, "2026-06-10", award=3)
    redeem(ada, 110, "2026-06-11")

    earn(ada, -100, "2026-06-20", award=2)

    assert lots(ada) == [("2027-06-10", 40)]


def test_points_that_expired_are_not_taken_again() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-01-10", award=1)
    redeem(ada, 60, "2026-06-03")
    run_clock(ada, at("2027-02-01"))

    earn(ada, -100, "2027-02-02", award=1)

    assert [step[:2] for step in log(ada)] == [
        ("earn_order", 100),
        ("redeem", -60),
        ("expire", -40),
        ("earn_adjust", -60),
    ]
    assert sums(ada) == (-60, 0, 0)


def test_what_expired_is_part_of_a_refund_before_what_was_spent() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-01-10", award=1)
    redeem(ada, 60, "2026-06-03")
    run_clock(ada, at("2027-02-01"))

    earn(ada, -30, "2027-02-02", award=1)
    after_some = sums(ada)
    earn(ada, -30, "2027-02-03", award=1)

    assert after_some == (0, 0, 70)
    assert sums(ada) == (-20, 0, 40)


def test_a_refund_that_is_taken_back_ends_where_it_began() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-01-10", award=1)
    redeem(ada, 60, "2026-06-03")
    run_clock(ada, at("2027-02-01"))

    earn(ada, -100, "2027-02-02", award=1)
    earn(ada, 100, "2027-02-03", award=1, kind=Kind.EARN_ADJUST)

    assert (sums(ada), lots(ada)) == ((0, 0, 100), [])


def test_what_an_order_gives_later_lives_as_long_as_the_rest_of_it() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-01-10", award=1)

    earn(ada, 20, "2026-05-01", award=1, kind=Kind.EARN_ADJUST)

    assert expiring(ada) == [("2027-01-10", 120)]


def test_once_that_day_is_over_it_lives_a_period_of_its_own() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-01-10", award=1)

    earn(ada, 20, "2027-05-01", award=1, kind=Kind.EARN_ADJUST)

    assert expiring(ada) == [("2028-05-01", 20)]


def test_a_debt_is_filled_first_and_only_the_rest_is_a_lot() -> None:
    ada = make_expiring()
    adjust(ada, -80, "2026-01-05")

    earn(ada, 50, "2026-01-10")
    in_debt = lots(ada)
    earn(ada, 50, "2026-02-10")

    assert in_debt == []
    assert (sums(ada)[0], lots(ada)) == (20, [("2027-02-10", 20)])


def test_a_cancelled_redemption_returns_points_to_their_own_lots() -> None:
    ada = make_expiring("none")
    earn(ada, 30, "2026-01-01")
    let_expire(ada.merchant)
    earn(ada, 100, "2026-01-10")
    earn(ada, 100, "2026-03-10")
    redemption = redeem(ada, 210, "2026-04-01")

    cancel(ada, redemption, "2026-05-01")

    assert (sums(ada)[0], lots(ada)) == (230, [("2027-01-10", 100), ("2027-03-10", 100)])


def test_points_return_to_their_lots_when_all_of_them_were_spent() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-01-10")
    redemption = redeem(ada, 100, "2026-04-01")

    cancel(ada, redemption, "2026-05-01")

    assert lots(ada) == [("2027-01-10", 100)]


def test_points_that_return_to_a_lot_whose_day_is_over_expire_at_once() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-01-10")
    redemption = redeem(ada, 60, "2026-06-03")
    run_clock(ada, at("2027-02-01"))

    cancel(ada, redemption, "2027-02-02")

    assert log(ada)[-3:] == [
        ("expire", -40, "2027-01-11 00:00"),
        ("redeem_cancel", 60, "2027-02-02 12:00"),
        ("expire", -60, "2027-02-02 12:00"),
    ]


def test_returning_points_fill_a_debt_with_what_expires_first() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-01-10")
    earn(ada, 100, "2026-03-10")
    redemption = redeem(ada, 200, "2026-04-01")
    adjust(ada, -30, "2026-04-02")

    cancel(ada, redemption, "2026-05-01")

    assert (sums(ada)[0], lots(ada)) == (170, [("2027-01-10", 70), ("2027-03-10", 100)])


def test_nobody_spends_what_is_over_while_the_clock_is_late() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-01-10")
    earn(ada, 50, "2026-06-10")

    with pytest.raises(NotEnoughPoints, match="balance is 50"):
        redeem(ada, 80, "2027-01-12")
    redeem(ada, 50, "2027-01-12")

    assert [step[:2] for step in log(ada)[2:]] == [("expire", -100), ("redeem", -50)]
    assert log(ada)[2][2] == "2027-01-11 00:00"
    assert run_clock(ada, at("2027-01-13")) == 0


def test_a_clock_three_days_late_or_twice_dates_each_entry_as_it_should_be() -> None:
    ada = make_expiring()
    for day in ("2026-01-10", "2026-01-11", "2026-01-12"):
        earn(ada, 10, day)

    late, again = run_clock(ada, at("2027-01-15")), run_clock(ada, at("2027-01-15"))

    assert (late, again) == (1, 0)
    assert log(ada)[3:] == [
        ("expire", -10, "2027-01-11 00:00"),
        ("expire", -10, "2027-01-12 00:00"),
        ("expire", -10, "2027-01-13 00:00"),
    ]


def test_the_same_key_gives_what_was_written_even_where_less_was_taken() -> None:
    ada = make_expiring()
    earn(ada, 100, "2026-01-10", award=1)
    run_clock(ada, at("2027-02-01"))
    refund = replace(
        GIFT,
        customer_id=ada.pk,
        key="refund",
        kind=Kind.EARN_ADJUST,
        points=-100,
        source="award",
        source_id=1,
    )
    refund = replace(refund, occurred_at=at("2027-02-02"))

    first = post(refund, merchant_id=ada.merchant_id, may_go_negative=True)
    again = post(refund, merchant_id=ada.merchant_id, may_go_negative=True)
    batch = post_many([refund, replace(refund, key="other", points=5)], merchant_id=ada.merchant_id)

    assert (first.points, first.is_new) == (0, True)
    assert (again.transaction_id, again.is_new) == (first.transaction_id, False)
    assert batch == 1


def test_a_batch_reckons_one_posting_after_the_other() -> None:
    ada = make_expiring()

    def one(key: str, points: int, kind: Kind, day: str) -> Posting:
        return make_posting(ada, key=key, points=points, kind=kind, occurred_at=at(day))

    written = post_many(
        [
            one("a", 100, Kind.EARN_ORDER, "2026-01-10"),
            one("b", -30, Kind.ADJUST, "2026-01-11"),
            one("c", 50, Kind.EARN_ORDER, "2026-02-10"),
            one("d", -80, Kind.ADJUST, "2026-02-11"),
        ],
        merchant_id=ada.merchant_id,
    )

    assert (written, lots(ada)) == (4, [("2027-02-10", 40)])


def test_points_without_a_lot_are_posted_in_one_statement_and_spent_from_lots_in_two() -> None:
    plain, ada = make_ada(), make_expiring()

    with CaptureQueriesContext(connection) as without:
        earn(plain, 10, "2026-01-10")
        redeem(plain, 5, "2026-01-11")
    with CaptureQueriesContext(connection) as crediting:
        earn(ada, 10, "2026-01-10")
    with CaptureQueriesContext(connection) as first:
        redeem(ada, 5, "2026-01-11")
    for day in range(12, 30):
        earn(ada, 10, f"2026-01-{day}")
    with CaptureQueriesContext(connection) as spending:
        redeem(ada, 150, "2026-02-11")

    assert (len(without), len(crediting)) == (2, 1)
    assert len(spending) == len(first) == 2
