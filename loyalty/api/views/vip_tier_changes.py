"""/vip_tier_changes"""

from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from loyalty.api.http.addresses import Addresses
from loyalty.api.http.pages import KEY_OF_ID, page_of, read_asked
from loyalty.api.http.schema import operation
from loyalty.api.http.times import moment
from loyalty.api.serializers.strict import PageQuery, Whole, paged
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.merchants.scopes import Scope
from vip.models import Cause, Tier, TierMove


class PassedTier(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    image_url = serializers.CharField()


class TierChangeShape(serializers.Serializer[Any]):
    """A customer came from one tier to another; null is below the first. `description` says why."""

    id = serializers.IntegerField()
    customer_id = serializers.IntegerField()
    previous_vip_tier = PassedTier(allow_null=True)
    current_vip_tier = PassedTier(allow_null=True)
    is_up = serializers.BooleanField()
    cause = serializers.ChoiceField(choices=Cause.values)
    description = serializers.CharField()
    created_at = serializers.DateTimeField()


class TierChangesQuery(PageQuery):
    customer_id = Whole(default=None)


class VipTierChanges(Resource):
    scopes = {"GET": Scope.VIP_TIER_READ}

    @operation(
        gives=paged("vip_tier_changes", TierChangeShape), query=TierChangesQuery, tag="VIP Tier Changes"
    )
    def get(self, request: ApiRequest) -> Response:
        """Who came from which tier to which, the newest first."""
        said, addresses = self.asked(TierChangesQuery), Addresses.of(request)
        moves = TierMove.objects.select_related("transition__from_tier", "transition__to_tier")
        if said["customer_id"] is not None:
            moves = moves.filter(customer=said["customer_id"])
        page = page_of(moves, read_asked(said["cursor"], limit=said["limit"], key=KEY_OF_ID))
        rows = [_change(move, addresses) for move in page.rows]
        return Response({"vip_tier_changes": rows, "metadata": page.metadata})


def _change(move: TierMove, addresses: Addresses) -> dict[str, Any]:
    transition = move.transition
    return {
        "id": move.pk,
        "customer_id": move.customer_id,
        "previous_vip_tier": _tier(transition.from_tier, addresses),
        "current_vip_tier": _tier(transition.to_tier, addresses),
        "is_up": transition.is_up,
        "cause": transition.cause,
        "description": str(transition.get_cause_display()),
        "created_at": moment(move.moved_at),
    }


def _tier(tier: Tier | None, addresses: Addresses) -> dict[str, Any] | None:
    if tier is None:
        return None
    return {"id": tier.pk, "name": tier.name, "image_url": addresses.icon(tier.icon)}
