"""/reward_fulfillments/{id}"""

from typing import Any

from django.utils import translation
from django.utils.timezone import now
from rest_framework.response import Response

from loyalty import flows
from loyalty.api.http.addresses import Addresses
from loyalty.api.http.schema import operation
from loyalty.api.serializers.rewards import RewardFulfillmentShape, fulfillment_json
from loyalty.api.serializers.strict import Moment, Strict, Text, wrapped
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.merchants.scopes import Scope
from loyalty.rewards.actions import OrderName
from loyalty.rewards.models import Coupon

ANSWER = wrapped("reward_fulfillment", RewardFulfillmentShape)
TAG = "Reward Fulfillments"


class Usage(Strict):
    """When it was used, and for which order of yours if it was for one."""

    used_at = Moment(required=False, allow_null=True)
    order_external_id = Text(default="", allow_blank=True, max_length=200)


class OneRewardFulfillment(Resource):
    scopes = {"GET": Scope.REWARD_FULFILLMENT_READ}

    @operation(gives=ANSWER, tag=TAG)
    def get(self, request: ApiRequest, coupon_id: int) -> Response:
        """One reward that a customer got."""
        return _answer(_coupon(coupon_id), request)


class FulfillmentCancellation(Resource):
    scopes = {"POST": Scope.REWARD_FULFILLMENT_WRITE}

    @operation(gives=ANSWER, tag=TAG)
    def post(self, request: ApiRequest, coupon_id: int) -> Response:
        """The code stops working, and the points it cost go back. Only while it is not used."""
        flows.coupon_cancelled(_coupon(coupon_id), by=None, at=now())
        return _answer(_coupon(coupon_id), request)


class FulfillmentUsage(Resource):
    scopes = {"POST": Scope.REWARD_FULFILLMENT_WRITE}

    @operation(takes=Usage, gives=ANSWER, tag=TAG)
    def post(self, request: ApiRequest, coupon_id: int) -> Response:
        """The code was used, in the till or for an order. The same order twice is once."""
        said = self.read(Usage)
        name = said["order_external_id"]
        order = OrderName(request.user.source, name) if name else None
        at = min(said.get("used_at") or now(), now())
        flows.coupon_used(_coupon(coupon_id), by=None, order=order, at=at)
        return _answer(_coupon(coupon_id), request)


def _coupon(coupon_id: int) -> Coupon:
    found: Coupon = Coupon.objects.select_related("customer", "reward", "merchant").get(pk=coupon_id)
    return found


def _answer(coupon: Coupon, request: ApiRequest) -> Response:
    with translation.override(coupon.merchant.language):
        answer: dict[str, Any] = fulfillment_json(coupon, Addresses.of(request))
    return Response({"reward_fulfillment": answer})
