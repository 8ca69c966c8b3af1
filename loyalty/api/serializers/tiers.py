"""VIP tiers."""

from typing import Any

from django.utils.translation import get_language
from rest_framework import serializers

from loyalty.api.http.addresses import Addresses
from loyalty.api.serializers.amounts import progress_amount
from loyalty.api.serializers.rewards import RewardShape
from vip.models import Basis
from vip.snapshots import TierTerms


class PerkShape(serializers.Serializer[Any]):
    name = serializers.CharField()


class TierShape(serializers.Serializer[Any]):
    """A VIP tier. `milestone` is what has to be reached: money in the programme's currency, points, or orders."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    image_url = serializers.CharField()
    milestone = serializers.FloatField()
    perks = PerkShape(many=True, required=False)
    entry_rewards = RewardShape(many=True, required=False)


def tier_json(tier: TierTerms, basis: Basis, currency: str, addresses: Addresses) -> dict[str, Any]:
    """As the shape above has it, without what has to be asked for."""
    return {
        "id": tier.id,
        "name": tier.name,
        "image_url": addresses.icon(tier.icon),
        "milestone": progress_amount(tier.milestone, basis, currency),
    }


def perks_json(tier: TierTerms) -> list[dict[str, str]]:
    """What holders of the tier enjoy, line by line, in the active language or the first there is."""
    perks = tier.perks or {}
    text = perks.get(get_language() or "") or next(iter(perks.values()), "")
    return [{"name": line.strip()} for line in text.splitlines() if line.strip()]
