"""Messages about moves between VIP tiers."""

from collections.abc import Sequence
from typing import Any

from loyalty.merchants.models import Merchant
from loyalty.webhooks.snapshots import Parcel, Spoken
from vip.models import Tier, TierMove


def speak_of_tiers(parcels: Sequence[Parcel], _merchant: Merchant) -> dict[int, Spoken]:
    """From which tier to which; null is below the first."""
    moves = TierMove.objects.select_related("from_tier", "to_tier").in_bulk(
        [parcel.subject_id or 0 for parcel in parcels]
    )
    return {
        parcel.message_id: Spoken({"vip_tier_change": _move_json(move)}, (move.customer_id,))
        for parcel in parcels
        if (move := moves.get(parcel.subject_id or 0))
    }


def _move_json(move: TierMove) -> dict[str, Any]:
    return {
        "id": move.pk,
        "customer_id": move.customer_id,
        "previous_vip_tier": _tier_json(move.from_tier),
        "current_vip_tier": _tier_json(move.to_tier),
        "description": move.reason or str(move.get_cause_display()),
    }


def _tier_json(tier: Tier | None) -> dict[str, Any] | None:
    return {"id": tier.pk, "name": tier.name} if tier else None
