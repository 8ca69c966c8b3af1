"""Points that are pending until the midnight that ends an order's holding period (S9)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from earning.models import Award
from loyalty import flows
from loyalty.merchants.models import Merchant, RefundNegative
from loyalty.points.actions import NotEnoughPoints
from loyalty.points.models import PointsAccount, PointsTransaction
from loyalty.points.queries import find_differences
from tests.cast import make_adjustment, make_customer, make_merchant, make_reward, make_rule
from tests.flows.shop import amounts, cancelled, day, edited, paid, receive, refunded

# Paid on Tuesday the 3rd of March; two weeks later, on the 17th, the points can be spent.
HELD = 14
OPENS = datetime(2026, 3, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _holding(merchant: Merchant) -> None:
    make_rule()
    change(merchant, holding_days=HELD)


def change(merchant: Merchant, **settings: Any) -> None:
    flows.program_changed(merchant, settings, by=None, at=day(0))


def clock(merchant: Merchant, *, at: datetime, size: int = 5000) -> int:
    """How many turns the clock needed."""
    turns = 0
    while flows.points_activated(merchant, at=at, size=size):
        turns += 1
    return turns


def entries() -> list[tuple[str, int, int, datetime]]:
    return list(
        PointsTransaction.objects.order_by("pk").values_list("kind", "points", "pending", "occurred_at")
    )


def sums() -> tuple[int, int, int]:
    """Balance, pending and lifetime points of the one customer."""
    assert list(find_differences()) == []
    account = PointsAccount.objects.get()
    return account.balance, account.pending, account.lifetime


def test_points_are_pending_until_local_midnight(merchant: Merchant) -> None:
    receive(paid(money=amounts(100_00)), merchant=merchant, on=1)
    before = sums()

    too_early = clock(merchant, at=OPENS - timedelta(seconds=1))
    in_time = clock(merchant, at=OPENS)

    assert (before, too_early, in_time, sums()) == ((0, 100, 0), 0, 1, (100, 0, 100))
    assert entries() == [("pending", 0, 100, day(1)), ("earn_order", 100, -100, OPENS)]


@pytest.mark.parametrize(
    ("timezone", "opens"),
    [
        ("Europe/Stockholm", datetime(2026, 3, 30, 22, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 31, 4, 0, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 3, 30, 10, 0, tzinfo=UTC)),
    ],
)
def test_midnight_is_that_of_the_merchant_on_both_sides_of_a_clock_change(
    merchant: Merchant, timezone: str, opens: datetime
) -> None:
    merchant.timezone = timezone
    merchant.save(update_fields=["timezone"])
    change(merchant, holding_days=28)

    receive(paid(money=amounts(100_00)), merchant=merchant, on=1)

    assert Award.objects.get().available_at == opens


def test_refunds_edits_and_cancellations_shrink_and_grow_what_is_pending(merchant: Merchant) -> None:
    receive(paid(money=amounts(100_00)), merchant=merchant, on=1)
    receive(refunded(on=2, goods=30_00), merchant=merchant, on=2)
    receive(edited(on=3, money=amounts(150_00)), merchant=merchant, on=3)
    receive(cancelled(on=4), merchant=merchant, on=4)

    turns = clock(merchant, at=OPENS)

    assert entries() == [
        ("pending", 0, 100, day(1)),
        ("pending_adjust", 0, -30, day(2)),
        ("pending_adjust", 0, 50, day(3)),
        ("pending_adjust", 0, -120, day(4)),
    ]
    assert (turns, sums(), Award.objects.get().available_at) == (1, (0, 0, 0), None)


def test_after_midnight_a_refund_takes_from_the_balance(merchant: Merchant) -> None:
    receive(paid(money=amounts(100_00)), merchant=merchant, on=1)
    clock(merchant, at=OPENS)

    receive(refunded(on=20, goods=30_00), merchant=merchant, on=20)

    assert entries()[1:] == [("earn_order", 100, -100, OPENS), ("earn_adjust", -30, 0, day(20))]
    assert sums() == (70, 0, 70)


def test_a_refund_that_overtakes_a_late_clock_ends_as_if_the_clock_had_been_in_time(
    merchant: Merchant,
) -> None:
    receive(paid(money=amounts(100_00)), merchant=merchant, on=1)

    receive(refunded(on=20, goods=30_00), merchant=merchant, on=20)
    turns = clock(merchant, at=day(21))

    assert entries()[1:] == [("earn_order", 100, -100, OPENS), ("earn_adjust", -30, 0, day(20))]
    assert (turns, sums()) == (0, (70, 0, 70))


def test_an_order_heard_of_after_its_midnight_is_never_pending(merchant: Merchant) -> None:
    receive(paid(money=amounts(100_00)), merchant=merchant, on=40)

    assert entries() == [("earn_order", 100, 0, OPENS)]


def test_what_was_refunded_to_nothing_can_grow_again(merchant: Merchant) -> None:
    receive(paid(money=amounts(100_00)), merchant=merchant, on=1)
    receive(refunded(on=2, goods=100_00), merchant=merchant, on=2)
    clock(merchant, at=OPENS)

    receive(edited(on=20, money=amounts(150_00)), merchant=merchant, on=20)

    assert entries()[2:] == [("earn_adjust", 50, 0, day(20))]
    assert sums() == (50, 0, 50)


def test_late_and_twice_is_in_time_and_once(merchant: Merchant) -> None:
    for number in (1, 2, 3):
        receive(paid(str(number), on=number, money=amounts(number * 10_00)), merchant=merchant, on=number)

    turns = [clock(merchant, at=OPENS + timedelta(days=3), size=2), clock(merchant, at=day(60))]

    assert turns == [2, 0]
    assert [(points, at) for _kind, points, _pending, at in entries()[3:]] == [
        (10, OPENS),
        (20, OPENS + timedelta(days=1)),
        (30, OPENS + timedelta(days=2)),
    ]


def test_orders_keep_the_period_they_were_awarded_with(merchant: Merchant) -> None:
    receive(paid("1", money=amounts(10_00)), merchant=merchant, on=1)
    change(merchant, holding_days=30)
    receive(paid("2", money=amounts(20_00)), merchant=merchant, on=1)
    change(merchant, holding_days=0)
    receive(paid("3", money=amounts(30_00)), merchant=merchant, on=1)

    assert sums() == (30, 30, 30)
    assert [clock(merchant, at=OPENS), sums()] == [1, (40, 20, 40)]
    assert [clock(merchant, at=OPENS + timedelta(days=16)), sums()] == [1, (60, 0, 60)]


class TestClamp:
    @pytest.fixture(autouse=True)
    def _clamped(self, merchant: Merchant) -> None:
        change(merchant, refund_negative=RefundNegative.CLAMP)

    def test_pending_points_can_always_be_taken_back(self, merchant: Merchant) -> None:
        receive(paid(money=amounts(100_00)), merchant=merchant, on=1)

        receive(refunded(on=2, goods=100_00), merchant=merchant, on=2)

        assert sums() == (0, 0, 0)
        assert Award.objects.get().forgiven == 0

    def test_it_is_measured_by_the_balance_that_a_clock_in_time_would_have_left(
        self, merchant: Merchant
    ) -> None:
        ada = make_customer(external_id="ada")
        receive(paid("1", money=amounts(100_00)), merchant=merchant, on=1)
        clock(merchant, at=OPENS)
        make_adjustment(ada, points=-100)
        receive(paid("2", on=2, money=amounts(30_00)), merchant=merchant, on=2)

        receive(refunded("1", on=20, goods=100_00), merchant=merchant, on=20)
        clock(merchant, at=day(20))

        assert sums() == (0, 0, 30 + 100 - 30)

    def test_an_order_that_is_due_itself_counts_first(self, merchant: Merchant) -> None:
        ada = make_customer(external_id="ada")
        receive(paid(money=amounts(100_00)), merchant=merchant, on=1)
        make_adjustment(ada, points=-60, may_go_negative=True)

        receive(refunded(on=20, goods=100_00), merchant=merchant, on=20)

        assert sums() == (0, 0, 100 - 40)
        assert Award.objects.get().forgiven == 60


def test_an_excluded_customer_keeps_what_was_pending(merchant: Merchant) -> None:
    ada = make_customer(external_id="ada")
    receive(paid(money=amounts(100_00)), merchant=merchant, on=1)
    flows.customer_excluded(ada, reason="fraud", by=None, at=day(2))

    receive(refunded(on=3, goods=30_00), merchant=merchant, on=3)
    clock(merchant, at=OPENS)

    assert sums() == (70, 0, 70)


def test_what_is_pending_takes_its_place_in_a_limit(merchant: Merchant) -> None:
    make_rule(name="Once", value_type="fixed", points=500, limit_count=1, limit_period="year")
    receive(paid("1", money=amounts(1_00)), merchant=merchant, on=1)
    receive(paid("2", on=2, money=amounts(1_00)), merchant=merchant, on=2)

    assert sums() == (0, 502, 0)


def test_one_customers_points_do_not_wait_for_the_clock(merchant: Merchant) -> None:
    ada = make_customer(external_id="ada")
    receive(paid(money=amounts(100_00)), merchant=merchant, on=1)

    flows.own_points_activated(ada, at=OPENS)

    assert sums() == (100, 0, 100)


def test_what_is_over_can_be_spent_before_the_clock_comes(merchant: Merchant) -> None:
    ada, reward = make_customer(external_id="ada"), make_reward(points=100)
    receive(paid(money=amounts(100_00)), merchant=merchant, on=1)

    with pytest.raises(NotEnoughPoints):
        flows.reward_redeemed(reward, customer=ada, key="a", by=None, at=OPENS - timedelta(seconds=1))
    flows.reward_redeemed(reward, customer=ada, key="a", by=None, at=OPENS)

    assert (sums(), clock(merchant, at=OPENS)) == ((0, 0, 100), 0)


def test_the_clock_reads_one_merchants_points(merchant: Merchant) -> None:
    receive(paid(money=amounts(100_00)), merchant=merchant, on=1)

    strangers = flows.points_activated(make_merchant(name="Another"), at=OPENS)

    assert (strangers, sums()) == (None, (0, 100, 0))
