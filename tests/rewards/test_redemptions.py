from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from loyalty import flows
from loyalty.customers.models import Customer, CustomerState
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.points.models import Kind, PointsLot, PointsTransaction
from loyalty.points.queries import balance_of
from loyalty.rewards.actions import Issued, issue_coupon, redeem, set_reward_active
from loyalty.rewards.models import Cause, Coupon, Exchange, Reward
from tests.cast import MONDAY, make_adjustment, make_customer, make_reward
from tests.points.lots import let_expire

SLIDER: dict[str, Any] = {
    "exchange": Exchange.VARIABLE,
    "step": 100,
    "step_value_cents": 1_00,
    "points_min": 200,
    "points_max": 1000,
}


def take(reward: Reward, customer: Customer, key: str = "a", **terms: Any) -> Issued:
    return redeem(reward, customer=customer, key=key, at=MONDAY, **terms)


def refusal(reward: Reward, customer: Customer, key: str = "a", **terms: Any) -> tuple[str, str]:
    """What is refused, by its code and as a sentence; nothing was written then."""
    before = (balance_of(customer), Coupon.objects.count())
    with pytest.raises(Refused) as refused:
        take(reward, customer, key, **terms)
    assert (balance_of(customer), Coupon.objects.count()) == before
    return refused.value.code, str(refused.value)


def test_points_are_taken_when_the_coupon_is_issued(merchant: Merchant) -> None:
    reward, ada = make_reward(name="€5 off"), make_customer(points=700)

    coupon, is_new = take(reward, ada)

    entry = PointsTransaction.objects.get(customer=ada, kind=Kind.REDEEM)
    assert is_new
    assert (entry.points, entry.balance_after, entry.description) == (-500, 200, "Redeemed: €5 off")
    assert (coupon.points, coupon.entry_id, coupon.value_cents) == (500, entry.pk, 5_00)
    assert (coupon.cause, coupon.customer_id, coupon.reward_id) == (Cause.REDEMPTION, ada.pk, reward.pk)


def test_the_same_key_twice_redeems_once(merchant: Merchant) -> None:
    reward, ada = make_reward(), make_customer(points=1000)

    first, second = take(reward, ada), take(reward, ada)

    assert (first.is_new, second.is_new, first.coupon) == (True, False, second.coupon)
    assert balance_of(ada) == 500


def test_a_key_that_redeemed_another_reward_is_refused(merchant: Merchant) -> None:
    ada = make_customer(points=1000)
    take(make_reward(), ada)

    assert refusal(make_reward(), ada)[0] == "key_reused"


@pytest.mark.parametrize(("points", "cents"), [(200, 2_00), (300, 3_00), (1000, 10_00)])
def test_a_slider_is_worth_its_steps(points: int, cents: int, merchant: Merchant) -> None:
    ada = make_customer(points=1000)

    coupon = take(make_reward(**SLIDER), ada, points=points).coupon

    assert (coupon.value_cents, coupon.points, balance_of(ada)) == (cents, points, 1000 - points)


@pytest.mark.parametrize(
    ("points", "code"),
    [
        (250, "not_multiple_of_step"),
        (100, "below_min"),
        (1100, "above_max"),
        *((value, "invalid_points") for value in (None, 0, -200, "200", 200.0, True)),
    ],
)
def test_a_slider_refuses_what_it_does_not_allow(points: object, code: str, merchant: Merchant) -> None:
    assert refusal(make_reward(**SLIDER), make_customer(points=5000), points=points)[0] == code


def test_too_few_points_are_refused_with_both_numbers(merchant: Merchant) -> None:
    assert refusal(make_reward(), make_customer(points=499)) == (
        "insufficient_points",
        "That takes 500 points, and the balance is 499.",
    )


def test_large_numbers_are_written_as_the_reader_writes_them(merchant: Merchant) -> None:
    reward, ada = make_reward(points=1500), make_customer(points=1499)

    assert refusal(reward, ada)[1] == "That takes 1,500 points, and the balance is 1,499."
    with translation.override("sv"):
        assert "1\xa0500" in refusal(reward, ada)[1]


def test_a_reward_that_was_switched_off_meanwhile_is_refused(merchant: Merchant) -> None:
    seen, ada = make_reward(), make_customer(points=500)
    set_reward_active(Reward.objects.get(pk=seen.pk), is_active=False, at=MONDAY)

    assert refusal(seen, ada)[0] == "reward_unavailable"


def test_a_reward_that_is_only_given_cannot_be_redeemed(merchant: Merchant) -> None:
    gift = make_reward(exchange=Exchange.NONE, value_cents=5_00)

    assert refusal(gift, make_customer(points=500))[0] == "reward_unavailable"


@pytest.mark.parametrize(
    ("state", "code"),
    [(CustomerState.DISABLED, "customer_excluded"), (CustomerState.CANDIDATE, "not_a_member")],
)
def test_who_takes_no_part_cannot_redeem(state: CustomerState, code: str, merchant: Merchant) -> None:
    ada = make_customer(points=500, state=state)

    assert refusal(make_reward(), ada)[0] == code


def test_a_reward_for_some_tiers_is_refused_to_others(merchant: Merchant) -> None:
    reward, ada = make_reward(tier_ids=[7]), make_customer(points=1000)

    assert refusal(reward, ada)[0] == refusal(reward, ada, tier_id=8)[0] == "wrong_tier"
    assert take(reward, ada, tier_id=7).is_new


def test_a_reward_for_some_currencies_is_refused_for_others(merchant: Merchant) -> None:
    reward, ada = make_reward(currencies=["EUR"]), make_customer(points=1000)

    assert refusal(reward, ada, currency="SEK")[0] == "currency_unknown"
    assert take(reward, ada, currency="EUR").is_new


def test_a_limit_per_customer_is_each_customers_own(merchant: Merchant) -> None:
    reward = make_reward(limit_per_customer=1)
    ada, bea = make_customer(points=1000), make_customer(first_name="Bea", points=1000)
    issue_coupon(reward, customer=ada, cause=Cause.TIER, key="gold", at=MONDAY)
    take(reward, ada)

    assert refusal(reward, ada, "b")[0] == "limit_reached"
    assert take(reward, bea).is_new


def test_a_limit_in_all_counts_everybody(merchant: Merchant) -> None:
    reward = make_reward(limit_total=2)
    ada, bea = make_customer(points=1000), make_customer(first_name="Bea", points=1000)
    take(reward, ada)
    take(reward, bea)

    assert refusal(reward, ada, "b")[0] == "limit_reached"


def test_one_redemption_takes_few_statements(merchant: Merchant) -> None:
    reward, ada = make_reward(limit_total=9, limit_per_customer=9), make_customer(points=1000)

    with CaptureQueriesContext(connection) as captured:
        take(reward, ada)

    assert len(captured) <= 6


def test_the_whole_flow_takes_at_most_eight_statements(merchant: Merchant) -> None:
    reward = make_reward(limit_per_customer=9)
    ada = make_customer(points=1000)

    with CaptureQueriesContext(connection) as captured:
        flows.reward_redeemed(reward, customer=ada, key="a", by=None, at=MONDAY)

    # Here the flow is within the test's transaction: a savepoint stands for BEGIN, its release for COMMIT.
    assert len(captured) <= 8


def test_spending_from_twelve_lots_takes_no_more(merchant: Merchant) -> None:
    let_expire(merchant)
    reward = make_reward(limit_per_customer=9)
    ada = make_customer()
    for month in range(12):
        make_adjustment(ada, points=100, at=MONDAY + timedelta(days=20 * month))

    with CaptureQueriesContext(connection) as captured:
        flows.reward_redeemed(reward, customer=ada, key="a", by=None, at=MONDAY + timedelta(days=230))

    assert len(captured) <= 8
    assert not PointsLot.objects.filter(pk=PointsLot.objects.earliest("pk").pk, remaining__gt=0).exists()
