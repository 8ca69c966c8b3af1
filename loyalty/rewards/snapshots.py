"""Coupons as they cross a border."""

from loyalty.rewards.connector import CodeWanted
from loyalty.rewards.models import Coupon


def code_wanted(coupon: Coupon) -> CodeWanted:
    """What the shop system is asked for; the customer is read along."""
    return CodeWanted(
        coupon_id=coupon.pk,
        customer_email=coupon.customer.email,
        type=coupon.type,
        name=coupon.name,
        currency=coupon.currency,
        value_cents=coupon.value_cents,
        percent=coupon.percent,
        ceiling_cents=coupon.ceiling_cents,
        product=coupon.product,
        min_order_cents=coupon.min_order_cents,
        products=tuple(coupon.terms["products"]),
        categories=tuple(coupon.terms["categories"]),
        expires_at=coupon.expires_at,
    )
