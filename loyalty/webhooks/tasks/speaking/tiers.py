"""Messages about moves between VIP tiers."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from loyalty.api.http.addresses import Addresses
from loyalty.merchants.models import Merchant
from loyalty.webhooks.snapshots import Parcel, Spoken
from vip.models import Tier, TierMove


def speak_of_tiers(parcels: Sequence[Parcel], _merchant: Merchant) -> dict[int, Spoken]:
    """From which tier to which; null is below the first."""
    addresses = Addresses(settings.SITE_URL)
    moves = TierMove.objects.select_related("transition__from_tier", "transition__to_tier").in_bulk(
        {parcel.subject_id or 0 for parcel in parcels}
    )
    return {
        parcel.message_id: Spoken({"vip_tier_change": _move_json(move, addresses)}, (move.customer_id,))
        for parcel in parcels
        if (move := moves.get(parcel.subject_id or 0))
    }


def _move_json(move: TierMove, addresses: Addresses) -> dict[str, Any]:
    """Smile's VipTierChange, and whose it is."""
    transition = move.transition
    return {
        "id": move.pk,
        "customer_id": move.customer_id,
        "previous_vip_tier": _tier_json(transition.from_tier, addresses),
        "current_vip_tier": _tier_json(transition.to_tier, addresses),
        "description": move.reason or str(transition.get_cause_display()),
    }


def _tier_json(tier: Tier | None, addresses: Addresses) -> dict[str, Any] | None:
    return {"id": tier.pk, "name": tier.name, "image_url": addresses.icon(tier.icon)} if tier else None
