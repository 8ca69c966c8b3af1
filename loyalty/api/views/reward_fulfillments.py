"""/reward_fulfillments"""

from django.db.models import Q
from django.utils import translation
from rest_framework.response import Response

from loyalty.api.http.addresses import Addresses
from loyalty.api.http.pages import KEY_OF_ID, page_of, read_asked
from loyalty.api.http.schema import operation
from loyalty.api.serializers.rewards import (
    CANCELLED,
    FulfillmentsQuery,
    RewardFulfillmentShape,
    fulfillment_json,
)
from loyalty.api.serializers.strict import paged
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.merchants.scopes import Scope
from loyalty.rewards.models import Coupon, CouponState, Fulfillment

TAG = "Reward Fulfillments"


class RewardFulfillments(Resource):
    scopes = {"GET": Scope.REWARD_FULFILLMENT_READ}

    @operation(gives=paged("reward_fulfillments", RewardFulfillmentShape), query=FulfillmentsQuery, tag=TAG)
    def get(self, request: ApiRequest) -> Response:
        """What customers got, the newest first."""
        said, merchant = self.asked(FulfillmentsQuery), request.user.merchant
        coupons = Coupon.objects.filter(
            _status(said.get("fulfillment_status")) & _usage(said.get("usage_status")), merchant=merchant
        )
        if "customer_id" in said:
            coupons = coupons.filter(customer=said["customer_id"])
        if "updated_at_min" in said:
            coupons = coupons.filter(updated_at__gte=said["updated_at_min"])
        asked = read_asked(said["cursor"], limit=said["limit"], key=KEY_OF_ID)
        page, addresses = page_of(coupons, asked), Addresses.of(request)
        with translation.override(merchant.language):
            rows = [fulfillment_json(coupon, addresses) for coupon in page.rows]
        return Response({"reward_fulfillments": rows, "metadata": page.metadata})


def _status(status: str | None) -> Q:
    if not status:
        return Q()
    if status == Fulfillment.FAILED:
        return Q(fulfillment=Fulfillment.FAILED)
    is_cancelled = Q(state=CouponState.CANCELLED) & ~Q(fulfillment=Fulfillment.FAILED)
    return is_cancelled if status == CANCELLED else Q(fulfillment=status) & ~is_cancelled


def _usage(usage: str | None) -> Q:
    """Every coupon is tracked, so none is `untracked`."""
    if not usage:
        return Q()
    return {"used": Q(state=CouponState.USED), "unused": ~Q(state=CouponState.USED)}.get(usage, Q(pk__in=[]))
