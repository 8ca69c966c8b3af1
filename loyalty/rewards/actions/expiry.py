"""Coupons whose time is over, and those that the shop never confirmed."""

from datetime import datetime

from loyalty.rewards.actions.cancellations import Cancelled, cancel_coupons
from loyalty.rewards.actions.moves import Moved, move_coupons
from loyalty.rewards.models import Coupon, CouponState, Fulfillment, Why
from loyalty.rewards.queries import PATIENCE, hold_free_coupons

BATCH = 5000


def expire_coupons(*, merchant_id: int, at: datetime, size: int = BATCH) -> list[Moved]:
    """The next coupons, `size` at most, whose last day is over by `at`. They give nothing back."""
    due = Coupon.objects.open().filter(
        merchant_id=merchant_id, expires_at__lte=at, fulfillment=Fulfillment.ISSUED
    )
    coupon_ids = list(due.order_by("expires_at", "pk").values_list("pk", flat=True)[:size])
    return move_coupons(coupon_ids, to=CouponState.EXPIRED, why=Why.LAST_DAY, merchant_id=merchant_id, at=at)


def fail_coupons(*, merchant_id: int, at: datetime, size: int = BATCH) -> Cancelled:
    """The next coupons, `size` at most, that the shop has not confirmed for too long; their points are back.

    Raises `HeldByAnother` where somebody holds one of them.
    """
    awaited = Coupon.objects.open().filter(
        merchant_id=merchant_id, fulfillment=Fulfillment.PENDING, issued_at__lte=at - PATIENCE
    )
    coupon_ids = list(awaited.order_by("issued_at", "pk").values_list("pk", flat=True)[:size])
    # Those that expired with them are locked by now.
    hold_free_coupons(coupon_ids, merchant_id=merchant_id)
    return cancel_coupons(coupon_ids, merchant_id=merchant_id, at=at, why=Why.NOT_CONFIRMED)
