"""What a message of each topic says, in the shapes of the REST API."""

from collections.abc import Callable, Sequence

from loyalty.merchants.models import Merchant
from loyalty.webhooks.models import Topic
from loyalty.webhooks.snapshots import Parcel, Spoken
from loyalty.webhooks.tasks.speaking.coupons import speak_of_coupons
from loyalty.webhooks.tasks.speaking.customers import speak_of_customers, speak_of_expiry
from loyalty.webhooks.tasks.speaking.points import speak_of_points
from loyalty.webhooks.tasks.speaking.referrals import speak_of_referrals
from loyalty.webhooks.tasks.speaking.tiers import speak_of_tiers

# What messages say, by their ids; of what is gone they say nothing.
Speaker = Callable[[Sequence[Parcel], Merchant], dict[int, Spoken]]


def ping(parcels: Sequence[Parcel], _merchant: Merchant) -> dict[int, Spoken]:
    """Nothing but that somebody is there."""
    return {parcel.message_id: Spoken({}) for parcel in parcels}


def speak_of_apps(parcels: Sequence[Parcel], _merchant: Merchant) -> dict[int, Spoken]:
    """As the app's own room put it."""
    return {parcel.message_id: Spoken({"installation": parcel.payload}) for parcel in parcels}


SPEAKERS: dict[Topic, Speaker] = {
    Topic.PING: ping,
    Topic.CUSTOMER_UPDATED: speak_of_customers,
    Topic.POINTS_EXPIRING: speak_of_expiry,
    Topic.POINTS_CREATED: speak_of_points,
    Topic.COUPON_CREATED: speak_of_coupons,
    Topic.COUPON_UPDATED: speak_of_coupons,
    Topic.TIER_CHANGED: speak_of_tiers,
    Topic.REFERRAL_UPDATED: speak_of_referrals,
    Topic.INSTALLATION_UPDATED: speak_of_apps,
}
