from loyalty.rewards.views.adding import catalogue, create, example
from loyalty.rewards.views.coupon import cancel_coupon, coupon, use_coupon
from loyalty.rewards.views.coupons import cancel_coupons, coupons
from loyalty.rewards.views.editing import reward, set_active
from loyalty.rewards.views.list import rewards
from loyalty.rewards.views.redeeming import redeem

__all__ = [
    "cancel_coupon",
    "cancel_coupons",
    "catalogue",
    "coupon",
    "coupons",
    "create",
    "example",
    "redeem",
    "reward",
    "rewards",
    "set_active",
    "use_coupon",
]
