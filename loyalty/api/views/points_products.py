"""/points_products"""

from uuid import uuid4

from babel.numbers import get_currency_precision
from django.utils import translation
from django.utils.timezone import now
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from loyalty import flows
from loyalty.api.http.addresses import Addresses
from loyalty.api.http.errors import NothingHere
from loyalty.api.http.schema import operation
from loyalty.api.queries.people import customer_named
from loyalty.api.serializers.rewards import (
    PointsProductShape,
    PointsPurchaseShape,
    ProductsQuery,
    Purchase,
    product_json,
    purchase_json,
)
from loyalty.api.serializers.strict import listed, wrapped
from loyalty.api.views.product_changes import ANSWER, SENT, SENT_NEW, change_product, create_product
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.merchants.scopes import Scope
from loyalty.rewards.models import Reward

TAG = "Points Products"


class PointsProducts(Resource):
    scopes = {"GET": Scope.POINTS_PRODUCT_READ, "POST": Scope.POINTS_PRODUCT_WRITE}

    @operation(gives=listed("points_products", PointsProductShape), query=ProductsQuery, tag=TAG)
    def get(self, request: ApiRequest) -> Response:
        """The ways to spend points that can be had now, the newest first."""
        said, merchant = self.asked(ProductsQuery), request.user.merchant
        rewards = Reward.objects.active().for_points().filter(merchant=merchant).order_by("-pk")
        if "exchange_type" in said:
            rewards = rewards.filter(exchange=said["exchange_type"])
        start = (said["page"] - 1) * said["page_size"]
        digits, addresses = get_currency_precision(merchant.currency), Addresses.of(request)
        with translation.override(merchant.language):
            products = [
                product_json(reward, merchant.currency, digits, addresses)
                for reward in rewards[start : start + said["page_size"]]
            ]
        return Response({"points_products": products})

    @operation(takes=SENT_NEW, gives=ANSWER, status=HTTP_201_CREATED, tag=TAG)
    def post(self, request: ApiRequest) -> Response:
        """A new way to spend points."""
        return create_product(self, request)


class OnePointsProduct(Resource):
    scopes = {"GET": Scope.POINTS_PRODUCT_READ, "PATCH": Scope.POINTS_PRODUCT_WRITE}

    @operation(gives=wrapped("points_product", PointsProductShape), tag=TAG)
    def get(self, request: ApiRequest, reward_id: int) -> Response:
        """One way to spend points, whether or not it can be had now."""
        merchant = request.user.merchant
        digits = get_currency_precision(merchant.currency)
        with translation.override(merchant.language):
            product = product_json(
                _reward(request, reward_id), merchant.currency, digits, Addresses.of(request)
            )
        return Response({"points_product": product})

    @operation(takes=SENT, gives=ANSWER, tag=TAG)
    def patch(self, request: ApiRequest, reward_id: int) -> Response:
        """The way to spend points says this from now on; codes that customers have keep what they promised."""
        return change_product(self, request, reward_id)


class PointsProductPurchase(Resource):
    scopes = {"POST": Scope.POINTS_PURCHASE_WRITE}

    @operation(takes=Purchase, gives=wrapped("points_purchase", PointsPurchaseShape), status=201, tag=TAG)
    def post(self, request: ApiRequest, reward_id: int) -> Response:
        """Spend a customer's points on it. The points are gone and the reward is there, or neither is."""
        said, merchant = self.read(Purchase), request.user.merchant
        reward = _reward(request, reward_id)
        issued = flows.reward_redeemed(
            reward,
            customer=customer_named(said["customer_id"], merchant),
            key=f"api-{uuid4()}",
            points=said.get("points_to_spend"),
            by=None,
            at=now(),
        )
        with translation.override(merchant.language):
            purchase = purchase_json(issued.coupon, Addresses.of(request))
        return Response({"points_purchase": purchase}, 201)


def _reward(request: ApiRequest, reward_id: int) -> Reward:
    rewards = Reward.objects.for_points().filter(merchant=request.user.merchant)
    reward: Reward | None = rewards.filter(pk=reward_id).first()
    if reward is None:
        raise NothingHere
    return reward
