"""Changing rewards and coupons."""

from loyalty.rewards.actions.cancellations import Cancelled, cancel_coupon, cancel_coupons
from loyalty.rewards.actions.confirmations import AlreadyConfirmed, CodeTaken, confirm_coupon, fail_coupon
from loyalty.rewards.actions.expiry import expire_coupons, fail_coupons
from loyalty.rewards.actions.issues import Grant, Issued, NeedsPoints, issue_coupon, issue_coupons
from loyalty.rewards.actions.merges import merge_coupons
from loyalty.rewards.actions.moves import CouponCancelled, CouponExpired, CouponUsed
from loyalty.rewards.actions.prices import Price, RewardUnavailable, price_of
from loyalty.rewards.actions.redemptions import (
    CustomerExcluded,
    LimitReached,
    NotAMember,
    UnknownCurrency,
    WrongTier,
    lock_redeemer,
    redeem,
)
from loyalty.rewards.actions.rewards import (
    RewardTerms,
    create_reward,
    revise_reward,
    set_reward_active,
)
from loyalty.rewards.actions.uses import (
    Claim,
    CouponPending,
    OrderName,
    claim_coupons,
    release_coupons,
    use_coupon,
)

__all__ = [
    "AlreadyConfirmed",
    "Cancelled",
    "Claim",
    "CodeTaken",
    "CouponCancelled",
    "CouponExpired",
    "CouponPending",
    "CouponUsed",
    "CustomerExcluded",
    "Grant",
    "Issued",
    "LimitReached",
    "NeedsPoints",
    "NotAMember",
    "OrderName",
    "Price",
    "RewardTerms",
    "RewardUnavailable",
    "UnknownCurrency",
    "WrongTier",
    "cancel_coupon",
    "cancel_coupons",
    "claim_coupons",
    "confirm_coupon",
    "create_reward",
    "expire_coupons",
    "fail_coupon",
    "fail_coupons",
    "issue_coupon",
    "issue_coupons",
    "lock_redeemer",
    "merge_coupons",
    "price_of",
    "redeem",
    "release_coupons",
    "revise_reward",
    "set_reward_active",
    "use_coupon",
]
