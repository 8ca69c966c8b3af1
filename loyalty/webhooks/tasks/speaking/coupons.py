"""Messages about rewards that customers got."""

from collections.abc import Collection, Sequence
from typing import Any

from loyalty.api.http.times import moment, moment_or_none
from loyalty.merchants.models import Merchant
from loyalty.rewards.models import Coupon, CouponState, Fulfillment
from loyalty.webhooks.snapshots import Parcel, Spoken


def coupons_json(coupon_ids: Collection[int], *, language: str) -> dict[int, dict[str, Any]]:
    """Smile's RewardFulfillment, by id."""
    coupons = Coupon.objects.filter(pk__in=coupon_ids)
    return {coupon.pk: coupon_json(coupon, language=language) for coupon in coupons}


def speak_of_coupons(parcels: Sequence[Parcel], merchant: Merchant) -> dict[int, Spoken]:
    """The coupon as it is now, whoever has it."""
    coupons = coupons_json({parcel.subject_id or 0 for parcel in parcels}, language=merchant.language)
    return {
        parcel.message_id: Spoken({"reward_fulfillment": coupon}, (coupon["customer_id"],))
        for parcel in parcels
        if (coupon := coupons.get(parcel.subject_id or 0))
    }


def coupon_json(coupon: Coupon, *, language: str) -> dict[str, Any]:
    """As Smile writes it."""
    texts = (coupon.terms.get("texts") or {}).get(language, {})
    is_cancelled = coupon.state == CouponState.CANCELLED and coupon.fulfillment != Fulfillment.FAILED
    return {
        "id": coupon.pk,
        "name": texts.get("name") or coupon.name,
        "code": coupon.code or "",
        "customer_id": coupon.customer_id,
        "fulfillment_status": "cancelled" if is_cancelled else coupon.fulfillment,
        "usage_instructions": texts.get("instructions") or None,
        "terms_and_conditions": texts.get("conditions") or None,
        "expires_at": moment_or_none(coupon.expires_at),
        "usage_status": "used" if coupon.state == CouponState.USED else "unused",
        "used_at": moment_or_none(coupon.used_at),
        "created_at": moment(coupon.issued_at),
        "updated_at": moment(coupon.updated_at),
    }
