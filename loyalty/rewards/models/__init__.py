from loyalty.rewards.models.coupons import (
    MOVES,
    Cause,
    Coupon,
    CouponMove,
    CouponQuerySet,
    CouponState,
    Fulfillment,
    Why,
)
from loyalty.rewards.models.rewards import (
    MOST_CENTS,
    MOST_POINTS,
    Exchange,
    IssuedBy,
    Reward,
    RewardQuerySet,
    RewardType,
)

__all__ = [
    "MOST_CENTS",
    "MOST_POINTS",
    "MOVES",
    "Cause",
    "Coupon",
    "CouponMove",
    "CouponQuerySet",
    "CouponState",
    "Exchange",
    "Fulfillment",
    "IssuedBy",
    "Reward",
    "RewardQuerySet",
    "RewardType",
    "Why",
]
