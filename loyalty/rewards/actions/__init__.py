"""Changing rewards and coupons."""

from loyalty.rewards.actions.issues import Grant, Issued, NeedsPoints, issue_coupon, issue_coupons
from loyalty.rewards.actions.prices import Price, RewardUnavailable, price_of
from loyalty.rewards.actions.redemptions import (
    CustomerExcluded,
    LimitReached,
    NotAMember,
    UnknownCurrency,
    WrongTier,
    redeem,
)
from loyalty.rewards.actions.rewards import (
    RewardTerms,
    create_reward,
    revise_reward,
    set_reward_active,
)

__all__ = [
    "CustomerExcluded",
    "Grant",
    "Issued",
    "LimitReached",
    "NeedsPoints",
    "NotAMember",
    "Price",
    "RewardTerms",
    "RewardUnavailable",
    "UnknownCurrency",
    "WrongTier",
    "create_reward",
    "issue_coupon",
    "issue_coupons",
    "price_of",
    "redeem",
    "revise_reward",
    "set_reward_active",
]
