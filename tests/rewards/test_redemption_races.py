"""Redeeming at the same time. Each race has a careless twin, which loses it: so the test can tell."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django_scopes import scope

from loyalty import flows
from loyalty.points.actions import NotEnoughPoints, postings
from loyalty.points.queries import balance_of
from loyalty.rewards.actions import Issued, LimitReached, redeem, redemptions
from loyalty.rewards.actions.statements import LOCK_CUSTOMER, LOCK_REWARD, LOOK
from loyalty.rewards.models import Coupon, Reward
from tests.cast import MONDAY, make_customer, make_merchant, make_order, make_reward, make_rule
from tests.points.cast import differences
from tests.races import at_once, slowly

pytestmark = pytest.mark.django_db(transaction=True)

UNLOCKED_CUSTOMER = LOCK_CUSTOMER.replace("FOR NO KEY UPDATE", "")
UNLOCKED_LOOK = LOOK.replace("FOR NO KEY UPDATE", "")
UNLOCKED_REWARD = LOCK_REWARD.replace("FOR NO KEY UPDATE", "")
UNLOCKED_ACCOUNT = postings.POST.replace("FOR NO KEY UPDATE", "")


def take_at_once(reward: Reward, customers: list[Any], *, same_key: bool = False) -> list[Any]:
    def take(number: int) -> Issued:
        with scope(merchant=reward.merchant), slowly(), transaction.atomic():
            key = "same" if same_key else f"try-{number}"
            return redeem(reward, customer=customers[number], key=key, at=MONDAY)

    return at_once(take, times=len(customers))


@pytest.mark.parametrize("is_locked", [True, False], ids=["locked", "not locked"])
def test_of_twenty_redemptions_of_the_whole_balance_one_gives_a_coupon(
    is_locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_locked:
        monkeypatch.setattr(redemptions, "LOCK_CUSTOMER", UNLOCKED_CUSTOMER)
        monkeypatch.setattr(redemptions, "LOOK", UNLOCKED_LOOK)
        monkeypatch.setattr(postings, "POST", UNLOCKED_ACCOUNT)
    merchant = make_merchant()
    reward, ada = make_reward(merchant, points=100), make_customer(merchant, points=100)

    results = take_at_once(reward, [ada] * 20)

    with scope(merchant=merchant):
        issued = [result for result in results if isinstance(result, Issued)]
        refused = [result for result in results if isinstance(result, NotEnoughPoints)]
        is_exact = (len(issued), len(refused), Coupon.objects.count(), balance_of(ada)) == (1, 19, 1, 0)
        assert is_exact is is_locked
    assert not is_locked or differences() == []


@pytest.mark.parametrize("is_locked", [True, False], ids=["locked", "not locked"])
def test_a_limit_per_customer_holds_at_once(is_locked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not is_locked:
        monkeypatch.setattr(redemptions, "LOCK_CUSTOMER", UNLOCKED_CUSTOMER)
    merchant = make_merchant()
    reward = make_reward(merchant, points=100, limit_per_customer=2)
    ada = make_customer(merchant, points=10_000)

    results = take_at_once(reward, [ada] * 10)

    with scope(merchant=merchant):
        assert (Coupon.objects.count() == 2) is is_locked
    assert (sum(isinstance(result, LimitReached) for result in results) == 8) is is_locked


@pytest.mark.parametrize("is_locked", [True, False], ids=["locked", "not locked"])
def test_a_limit_in_all_holds_for_many_customers_at_once(
    is_locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_locked:
        monkeypatch.setattr(redemptions, "LOCK_REWARD", UNLOCKED_REWARD)
    merchant = make_merchant()
    reward = make_reward(merchant, points=100, limit_total=3)
    customers = [make_customer(merchant, first_name=f"Ada{n}", points=100) for n in range(10)]

    results = take_at_once(reward, customers)

    with scope(merchant=merchant):
        assert (Coupon.objects.count() == 3) is is_locked
    assert (sum(isinstance(result, LimitReached) for result in results) == 7) is is_locked


def test_one_key_ten_times_at_once_is_one_coupon() -> None:
    merchant = make_merchant()
    reward, ada = make_reward(merchant, points=100), make_customer(merchant, points=1000)

    results = take_at_once(reward, [ada] * 10, same_key=True)

    with scope(merchant=merchant):
        assert {result.coupon.pk for result in results} == {Coupon.objects.get().pk}
        assert sum(result.is_new for result in results) == 1
        assert balance_of(ada) == 900


@pytest.mark.parametrize("is_locked", [True, False], ids=["locked", "not locked"])
def test_points_that_are_due_are_spent_once_and_nobody_waits_in_a_ring(
    is_locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_locked:
        # Then the one who has made points available waits for whoever redeems, who waits for the account.
        monkeypatch.setattr(flows.redemptions, "lock_redeemer", lambda _customer: "")
    merchant = make_merchant()
    make_rule(merchant)
    with scope(merchant=merchant):
        flows.program_changed(merchant, {"holding_days": 14}, by=None, at=MONDAY)
    reward, ada = make_reward(merchant, points=100), make_customer(merchant)
    make_order(ada, goods_cents=100_00)
    later = MONDAY + timedelta(days=20)

    def act(number: int) -> Issued:
        with scope(merchant=merchant), slowly():
            return flows.reward_redeemed(reward, customer=ada, key=f"try-{number}", by=None, at=later)

    kinds = Counter(type(result) for result in at_once(act, times=6))

    assert (kinds == {Issued: 1, NotEnoughPoints: 5}) is is_locked, kinds
    assert differences() == []


def test_one_busy_customer_redeems_cancels_and_orders_without_a_deadlock() -> None:
    merchant = make_merchant()
    make_rule(merchant)
    reward, ada = make_reward(merchant, points=100, limit_total=99), make_customer(merchant, points=1000)
    with scope(merchant=merchant):
        coupons = [
            flows.reward_redeemed(reward, customer=ada, key=f"first-{n}", by=None, at=MONDAY).coupon
            for n in range(4)
        ]

    def act(number: int) -> None:
        coupon = coupons[number // 3]
        with scope(merchant=merchant), slowly():
            if number % 3 == 0:
                flows.coupons_cancelled([each.pk for each in coupons], merchant=merchant, by=None, at=MONDAY)
            elif number % 3 == 1:
                make_order(ada, external_id=f"order-{number}", coupon_codes=(coupon.code,))
            else:
                flows.reward_redeemed(reward, customer=ada, key=f"try-{number}", by=None, at=MONDAY)

    results = at_once(act, times=12)

    with scope(merchant=merchant):
        states = [Coupon.objects.get(pk=coupon.pk).state for coupon in coupons]
        cancelled, used = states.count("cancelled"), states.count("used")
        assert results == [None] * 12
        assert cancelled + used == 4
        assert balance_of(ada) == 1000 - 400 + 100 * cancelled - 400 + 4 * 10
    assert differences() == []
