"""Keeping coupons as they are until the transaction ends, always in the order of their ids."""

from collections.abc import Collection

from loyalty.database.transactions import HeldByAnother
from loyalty.rewards.models import Coupon, CouponQuerySet


def hold_coupons_of(customer_ids: Collection[int], *, merchant_id: int) -> None:
    """Locks all coupons of these customers, waiting for whoever holds one."""
    _lock(Coupon.objects.filter(merchant=merchant_id, customer__in=customer_ids))


def hold_free_coupons(coupon_ids: Collection[int], *, merchant_id: int) -> None:
    """Locks these for whoever holds accounts or other coupons, and so must wait for none: `HeldByAnother` instead."""
    wanted = Coupon.objects.filter(merchant=merchant_id, pk__in=coupon_ids)
    if coupon_ids and _lock(wanted, skip_locked=True) < len(set(coupon_ids)):
        raise HeldByAnother(lambda: _lock(wanted))


def _lock(coupons: CouponQuerySet, *, skip_locked: bool = False) -> int:
    """How many were locked."""
    ordered = coupons.order_by("pk").select_for_update(no_key=True, skip_locked=skip_locked)
    return len(ordered.values_list("pk"))
