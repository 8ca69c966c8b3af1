"""What the demo shop gives for points, and what became of the coupons."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.rewards.actions import OrderName, RewardTerms
from loyalty.rewards.models import Coupon, CouponState, Exchange, IssuedBy, Reward, RewardType
from loyalty.team.models import User

DAYS = 50
SHOP = "demo-shop"
SHIPPING = RewardTerms(
    RewardType.FREE_SHIPPING,
    "Free shipping",
    points=150,
    ceiling_cents=9_90,
    expires_days=30,
    icon="truck",
    prefix="SHIP",
    texts={"sv": {"name": "Fri frakt"}},
)
FIVE = RewardTerms(
    RewardType.AMOUNT_OFF,
    "€5 off your order",
    points=500,
    value_cents=5_00,
    min_order_cents=20_00,
    expires_days=90,
    icon="banknote",
    prefix="BEAN",
    texts={
        "en": {"instructions": "Enter the code at checkout."},
        "sv": {"name": "5 € rabatt på din order", "instructions": "Ange koden i kassan."},
    },
)
TERMS = (
    SHIPPING,
    FIVE,
    RewardTerms(
        RewardType.AMOUNT_OFF,
        "Money off, as you like",
        exchange=Exchange.VARIABLE,
        step=100,
        step_value_cents=1_00,
        points_min=100,
        points_max=2000,
        expires_days=60,
        icon="banknote",
    ),
    RewardTerms(
        RewardType.PERCENTAGE_OFF,
        "10% off coffee",
        points=800,
        percent=10,
        categories=["coffee"],
        limit_per_customer=3,
        expires_days=90,
        icon="percent",
    ),
    RewardTerms(
        RewardType.FREE_PRODUCT,
        "A stoneware mug",
        points=1500,
        product="MUG-BL",
        limit_total=100,
        icon="coffee",
    ),
    RewardTerms(RewardType.CUSTOM, "A seat at the barista course", points=2500, icon="sparkles"),
    RewardTerms(
        RewardType.GIFT_CARD,
        "€10 welcome card",
        exchange=Exchange.NONE,
        value_cents=10_00,
        issued_by=IssuedBy.SHOP,
        icon="credit-card",
    ),
)


def offer_rewards(merchant: Merchant, *, by: User, at: datetime) -> list[Reward]:
    """The ways to redeem, one of them switched off meanwhile."""
    rewards = [flows.reward_created(merchant, terms=terms, by=by, at=at) for terms in TERMS]
    flows.reward_switched(rewards[5], is_active=False, by=by, at=at)
    return rewards


def redeem_some(members: Sequence[Customer], rewards: Sequence[Reward], *, by: User, at: datetime) -> None:
    """Those who have the points redeem now and then; most use the coupon, some are cancelled, some forgotten."""
    chance = Random(5)  # noqa: S311 -- a story, not a secret
    for number, customer in enumerate([*members, *members]):
        redeemed_at = at - timedelta(days=chance.uniform(0, DAYS))
        reward = chance.choice(rewards[:5])
        try:
            issued = flows.reward_redeemed(
                reward, customer=customer, points=300, key=f"demo-{number}", by=None, at=redeemed_at
            )
        except Refused:
            continue
        _go_on(issued.coupon, chance, by=by, at=at)
    flows.coupon_given(rewards[6], customer=members[0], key="demo-welcome", by=by, at=at - timedelta(hours=5))
    while flows.coupons_expired(members[0].merchant, at=at):
        pass


def _go_on(coupon: Coupon, chance: Random, *, by: User, at: datetime) -> None:
    later_at = min(coupon.issued_at + timedelta(days=chance.uniform(0.2, 20)), at)
    fate = chance.random()
    if fate < 0.45 and coupon.state == CouponState.ISSUED:
        order = OrderName(SHOP, str(chance.randint(1042, 1200)))
        flows.coupon_used(coupon, order=order, by=None, at=later_at)
    elif fate < 0.55:
        flows.coupon_cancelled(coupon, by=by, at=later_at)
