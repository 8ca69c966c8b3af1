"""Messages about rewards that customers got."""

from collections.abc import Sequence

from django.conf import settings

from loyalty.api.http.addresses import Addresses
from loyalty.api.serializers.rewards import fulfillment_json
from loyalty.merchants.models import Merchant
from loyalty.rewards.models import Coupon
from loyalty.webhooks.snapshots import Parcel, Spoken


def speak_of_coupons(parcels: Sequence[Parcel], _merchant: Merchant) -> dict[int, Spoken]:
    """The coupon as it is now."""
    addresses = Addresses(settings.SITE_URL)
    coupons = Coupon.objects.in_bulk({parcel.subject_id or 0 for parcel in parcels})
    return {
        parcel.message_id: Spoken(
            {"reward_fulfillment": fulfillment_json(coupon, addresses)}, (coupon.customer_id,)
        )
        for parcel in parcels
        if (coupon := coupons.get(parcel.subject_id or 0))
    }
