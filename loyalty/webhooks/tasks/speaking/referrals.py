"""Messages about invitations."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q

from loyalty.api.http.addresses import Addresses
from loyalty.api.serializers.invitations import referral_json
from loyalty.api.serializers.rewards import fulfillment_json
from loyalty.merchants.models import Merchant
from loyalty.referrals.models import Referral
from loyalty.rewards.models import Cause, Coupon
from loyalty.webhooks.snapshots import Parcel, Spoken
from loyalty.webhooks.tasks.speaking.customers import People


def speak_of_referrals(parcels: Sequence[Parcel], merchant: Merchant) -> dict[int, Spoken]:
    """The invitation, the two people and what they got, as it is now."""
    found = Referral.objects.in_bulk({parcel.subject_id or 0 for parcel in parcels})
    people = People.named({one for referral in found.values() for one in _both(referral)}, merchant)
    coupons = _coupons(list(found.values()))
    return {
        parcel.message_id: Spoken({"referral": _as_told(referral, people, coupons)}, _both(referral))
        for parcel in parcels
        if (referral := found.get(parcel.subject_id or 0))
    }


def _both(referral: Referral) -> tuple[int, ...]:
    return tuple(one for one in (referral.advocate_id, referral.friend_id) if one)


def _coupons(referrals: Sequence[Referral]) -> dict[tuple[int, str], dict[str, Any]]:
    """What came of these invitations, by the customer's id and the coupon's key."""
    addresses, wanted = Addresses(settings.SITE_URL), Q(pk=None)
    for referral in referrals:
        keys = (_friends_key(referral), _advocates_key(referral))
        wanted |= Q(customer__in=_both(referral), key__in=keys)
    given = Coupon.objects.filter(wanted, cause__in=(Cause.FRIEND, Cause.REFERRAL))
    return {(coupon.customer_id, coupon.key): fulfillment_json(coupon, addresses) for coupon in given}


def _friends_key(referral: Referral) -> str:
    return f"referral-{referral.pk}-friend"


def _advocates_key(referral: Referral) -> str:
    return f"referral-{referral.pk}-{referral.step}"


def _as_told(
    referral: Referral, people: People, coupons: dict[tuple[int, str], dict[str, Any]]
) -> dict[str, Any]:
    """Who was invited is told once they have ordered."""
    friend_id = referral.friend_id or 0
    return referral_json(
        referral,
        sender=people.by_id[referral.advocate_id],
        receiver=people.by_id.get(friend_id) if referral.completed_at else None,
        sender_reward=coupons.get((referral.advocate_id, _advocates_key(referral))),
        receiver_reward=coupons.get((friend_id, _friends_key(referral))),
    )
