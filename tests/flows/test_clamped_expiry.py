"""A claw-back that may not go below zero, of points part of which had expired: those are not taken again (S6, S15)."""

import pytest

from earning.actions import ActivityFacts
from earning.models import Award
from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.merchants.models import ExpiryMode, Merchant, RefundNegative
from loyalty.points.models import PointsAccount
from loyalty.points.queries import find_differences
from tests.cast import make_adjustment, make_customer, make_rule
from tests.flows.shop import amounts, day, edited, log, paid, receive, refunded
from tests.referrals.cast import buys, invite, promise


@pytest.fixture(autouse=True)
def _clamped(merchant: Merchant) -> None:
    """Points can be used for five days after the one on which they came."""
    make_rule()
    change = {"refund_negative": RefundNegative.CLAMP, "expiry_mode": ExpiryMode.LOT, "expiry_days": 5}
    flows.program_changed(merchant, change, by=None, at=day(0))
    merchant.program.refresh_from_db()


def sums() -> tuple[int, int]:
    """Balance and lifetime points of the one customer."""
    return sums_of(Customer.objects.get())


def sums_of(customer: Customer) -> tuple[int, int]:
    assert list(find_differences()) == []
    account = PointsAccount.objects.get(customer=customer)
    return account.balance, account.lifetime


def award() -> tuple[int, int]:
    """What the first order's award stands at, and what was forgiven."""
    first = Award.objects.earliest("pk")
    return first.points, first.forgiven


def test_what_had_expired_of_the_order_needs_no_balance(merchant: Merchant) -> None:
    receive(paid("1", on=1, money=amounts(100_00)), merchant=merchant, on=1)
    receive(paid("2", on=8, money=amounts(30_00)), merchant=merchant, on=8)

    receive(refunded("1", on=9, goods=100_00), merchant=merchant, on=9)

    assert (sums(), award()) == ((30, 30), (0, 0))
    assert log() == [("earn_order", 100), ("expire", -100), ("earn_order", 30), ("earn_adjust", 0)]


def test_what_was_spent_of_the_order_is_taken_from_the_rest_as_far_as_it_goes(merchant: Merchant) -> None:
    receive(paid("1", on=1, money=amounts(100_00)), merchant=merchant, on=1)
    make_adjustment(make_customer(external_id="ada"), points=-60, at=day(2))
    receive(paid("2", on=8, money=amounts(30_00)), merchant=merchant, on=8)

    receive(refunded("1", on=9, goods=100_00), merchant=merchant, on=9)

    # 40 had expired, 30 are there, and 30 are forgiven.
    assert (sums(), award()) == ((0, 60), (30, 30))


def test_it_is_measured_by_the_balance_that_a_clock_in_time_would_have_left(merchant: Merchant) -> None:
    ada = make_customer(external_id="ada")
    receive(paid("1", on=1, money=amounts(100_00)), merchant=merchant, on=1)
    make_adjustment(ada, points=-100, at=day(2))
    make_adjustment(ada, points=50, at=day(2))

    receive(refunded("1", on=8, goods=100_00), merchant=merchant, on=8)

    assert (sums(), award()) == ((0, 100), (100, 100))


def test_what_comes_back_of_it_comes_back_as_expired(merchant: Merchant) -> None:
    receive(paid("1", on=1, money=amounts(100_00)), merchant=merchant, on=1)
    receive(edited("1", on=9, money=amounts(20_00)), merchant=merchant, on=9)

    receive(edited("1", on=10, money=amounts(60_00)), merchant=merchant, on=10)

    assert (sums(), award()) == ((0, 60), (60, 0))


def test_a_revoked_activity_takes_what_had_expired_of_it_as_such(merchant: Merchant) -> None:
    make_rule(action="review", points=50)
    ada = make_customer(external_id="ada", points=0)
    activity = flows.activity_received(ada, facts=ActivityFacts("r", "review", "1", day(1)), at=day(1))
    make_adjustment(ada, points=20, at=day(8))

    flows.activity_revoked(activity, at=day(9))

    assert sums() == (20, 0)


def test_an_invitation_that_no_longer_counts_takes_what_had_expired_of_it_as_such(merchant: Merchant) -> None:
    promise(merchant)
    ada = make_customer(external_id="ada")
    invite(ada)
    receive(buys("1", on=2), merchant=merchant, on=2)
    make_adjustment(ada, points=20, at=day(9))

    receive(refunded("1", on=10, goods=40_00), merchant=merchant, on=10)

    assert sums_of(ada) == (20, 0)


def test_two_invitations_that_no_longer_count_take_together_no_more_than_there_is(merchant: Merchant) -> None:
    promise(merchant)
    ada = make_customer(external_id="ada")
    bought = []
    for name, email in (("1", "bo@example.org"), ("2", "cy@example.org")):
        invite(ada, email=email)
        bought.append(buys(name, on=2, email=email))
    flows.orders_changed(bought, merchant=merchant, at=day(2))
    make_adjustment(ada, points=-400, at=day(3))

    undone = [refunded(name, on=4, goods=40_00) for name in "12"]
    flows.orders_changed(undone, merchant=merchant, at=day(4))

    assert sums_of(ada) == (0, 400)
