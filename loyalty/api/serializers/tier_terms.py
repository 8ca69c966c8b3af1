"""VIP tiers as programs write them."""

from typing import Any

from rest_framework import serializers

from loyalty.api.http.addresses import Addresses
from loyalty.api.http.times import moment, moment_or_none
from loyalty.api.serializers.strict import Strict, Text, Whole
from loyalty.api.serializers.tiers import PerkShape, TierShape, perks_json, tier_json
from vip.models import Basis, Colour, Icon, VipChange, VipPhase
from vip.queries.previews import Preview
from vip.snapshots import TierTerms

MOST_PERKS = 50


def milestone(**terms: Any) -> serializers.DecimalField:
    """Money in the currency's own unit, points, or orders."""
    return serializers.DecimalField(max_digits=15, decimal_places=4, min_value=0, **terms)


class TierIn(Strict):
    """What is left out stays as it is. `milestone` is in what it is read in."""

    name = Text(required=False, max_length=60)
    milestone = milestone(required=False)
    perks = serializers.ListField(child=Text(max_length=200), required=False, max_length=MOST_PERKS)
    entry_points = Whole(required=False, min_value=0, max_value=10**9)
    entry_points_product_ids = serializers.ListField(
        child=Whole(min_value=1), required=False, max_length=MOST_PERKS
    )
    multiplier = serializers.DecimalField(required=False, max_digits=6, decimal_places=3, min_value=1)
    icon = serializers.ChoiceField(choices=Icon.values, required=False)
    colour = serializers.ChoiceField(choices=Colour.values, required=False)


class NewTier(TierIn):
    name = Text(max_length=60)
    milestone = milestone()


class FullTierShape(TierShape):
    """A VIP tier with all it says."""

    perks = PerkShape(many=True)
    entry_points = serializers.IntegerField()
    entry_points_product_ids = serializers.ListField(child=serializers.IntegerField())
    multiplier = serializers.FloatField()
    icon = serializers.CharField()
    colour = serializers.CharField()


def full_tier_json(tier: TierTerms, basis: Basis, currency: str, addresses: Addresses) -> dict[str, Any]:
    """As the shape above has it, in the active language."""
    return {
        **tier_json(tier, basis, currency, addresses),
        "perks": perks_json(tier),
        "entry_points": tier.entry_points,
        "entry_points_product_ids": list(tier.entry_reward_ids),
        "multiplier": float(tier.multiplier),
        "icon": tier.icon,
        "colour": tier.colour,
    }


class VipChangeShape(serializers.Serializer[Any]):
    """A change of the programme that moves customers: worked out (`checking`, `checked`), then applied, or discarded.

    `customers_seen` of them were looked at so far, and `customers_moving` would come to another tier.
    """

    id = serializers.IntegerField()
    phase = serializers.ChoiceField(choices=VipPhase.values)
    customers_seen = serializers.IntegerField()
    customers_moving = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    applied_at = serializers.DateTimeField(allow_null=True)


class Confirmation(Strict):
    """Whether customers who come to a higher tier get what entering it gives."""

    gives_rewards = serializers.BooleanField(default=True)


def vip_change_json(change: VipChange) -> dict[str, Any]:
    """As the shape above has it."""
    preview = Preview.from_json(change.preview)
    return {
        "id": change.pk,
        "phase": change.phase,
        "customers_seen": preview.looked_at,
        "customers_moving": preview.moved,
        "created_at": moment(change.created_at),
        "applied_at": moment_or_none(change.applied_at),
    }
