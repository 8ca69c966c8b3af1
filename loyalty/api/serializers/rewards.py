"""Rewards, ways to redeem, and the coupons that come of them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from rest_framework import serializers

from loyalty.api.http.addresses import Addresses
from loyalty.api.http.times import moment, moment_or_none
from loyalty.api.serializers.strict import Moment, PageQuery, Strict, Whole
from loyalty.rewards.models import Coupon, CouponState, Exchange, Fulfillment, Reward
from loyalty.rewards.queries import price_text, worth_text

CANCELLED = "cancelled"
STATUSES = ("pending", "issued", CANCELLED, "failed")
USAGES = ("used", "unused", "untracked")
EXCHANGES = (Exchange.FIXED.value, Exchange.VARIABLE.value)


class RewardShape(serializers.Serializer[Any]):
    """What a customer gets."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    description = serializers.CharField()
    image_url = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PointsProductShape(serializers.Serializer[Any]):
    """A way to spend points. The value of a step is in the currency's own unit, null where that is no whole number."""

    id = serializers.IntegerField()
    exchange_type = serializers.ChoiceField(EXCHANGES)
    exchange_description = serializers.CharField()
    points_price = serializers.IntegerField(allow_null=True)
    variable_points_step = serializers.IntegerField(allow_null=True)
    variable_points_step_reward_value = serializers.IntegerField(allow_null=True)
    variable_points_min = serializers.IntegerField(allow_null=True)
    variable_points_max = serializers.IntegerField(allow_null=True)
    reward = RewardShape()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class RewardFulfillmentShape(serializers.Serializer[Any]):
    """A reward that a customer got. Until the shop has confirmed it, its code is empty."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    code = serializers.CharField(allow_blank=True)
    customer_id = serializers.IntegerField()
    fulfillment_status = serializers.ChoiceField(STATUSES)
    image_url = serializers.CharField()
    action_text = serializers.CharField(allow_null=True)
    action_url = serializers.CharField(allow_null=True)
    usage_instructions = serializers.CharField(allow_null=True)
    terms_and_conditions = serializers.CharField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    usage_status = serializers.ChoiceField(USAGES)
    used_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PointsPurchaseShape(serializers.Serializer[Any]):
    """Points that were spent, and what came of it."""

    id = serializers.IntegerField()
    customer_id = serializers.IntegerField()
    points_product_id = serializers.IntegerField()
    points_spent = serializers.IntegerField(min_value=0)
    reward_fulfillment = RewardFulfillmentShape()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class Purchase(Strict):
    """`points_to_spend` where the customer chooses how many."""

    customer_id = Whole()
    points_to_spend = Whole(required=False, allow_null=True)


class ProductsQuery(Strict):
    """Which ways to spend points, by pages of the classic kind."""

    exchange_type = serializers.ChoiceField(EXCHANGES, required=False)
    page = Whole(min_value=1, max_value=10**6, default=1)
    page_size = Whole(min_value=1, max_value=250, default=50)


class FulfillmentsQuery(PageQuery):
    """Which rewards of customers."""

    customer_id = Whole(required=False)
    fulfillment_status = serializers.ChoiceField(STATUSES, required=False)
    usage_status = serializers.ChoiceField(USAGES, required=False)
    updated_at_min = Moment(required=False)


def reward_json(reward: Reward, currency: str, addresses: Addresses) -> dict[str, Any]:
    """As the shape above has it, in the active language."""
    texts = _texts(reward.texts)
    return {
        "id": reward.pk,
        "name": texts.get("name") or reward.name,
        "description": texts.get("description") or worth_text(reward, currency=currency),
        "image_url": addresses.icon(reward.icon),
        "created_at": moment(reward.created_at),
        "updated_at": moment(reward.updated_at),
    }


def product_json(reward: Reward, currency: str, digits: int, addresses: Addresses) -> dict[str, Any]:
    """As the shape above has it; `digits` are those of the currency after its point."""
    whole, rest = divmod(reward.step_value_cents or 0, 10**digits)
    return {
        "id": reward.pk,
        "exchange_type": reward.exchange,
        "exchange_description": price_text(reward, currency=currency),
        "points_price": reward.points,
        "variable_points_step": reward.step,
        "variable_points_step_reward_value": whole if reward.step_value_cents and not rest else None,
        "variable_points_min": reward.points_min,
        "variable_points_max": reward.points_max,
        "reward": reward_json(reward, currency, addresses),
        "created_at": moment(reward.created_at),
        "updated_at": moment(reward.updated_at),
    }


def fulfillment_json(coupon: Coupon, addresses: Addresses) -> dict[str, Any]:
    """As the shape above has it, in the active language."""
    texts = _texts(coupon.terms.get("texts", {}))
    return {
        "id": coupon.pk,
        "name": texts.get("name") or coupon.name,
        "code": coupon.code or "",
        "customer_id": coupon.customer_id,
        "fulfillment_status": _status(coupon),
        "image_url": addresses.icon(coupon.terms.get("icon", "gift")),
        "action_text": None,
        "action_url": None,
        "usage_instructions": texts.get("instructions") or None,
        "terms_and_conditions": None,
        "expires_at": moment_or_none(coupon.expires_at),
        "usage_status": "used" if coupon.state == CouponState.USED else "unused",
        "used_at": moment_or_none(coupon.used_at),
        "created_at": moment(coupon.issued_at),
        "updated_at": moment(coupon.updated_at),
    }


def purchase_json(coupon: Coupon, addresses: Addresses) -> dict[str, Any]:
    """As the shape above has it: a purchase has the id of the coupon that it bought."""
    return {
        "id": coupon.pk,
        "customer_id": coupon.customer_id,
        "points_product_id": coupon.reward_id,
        "points_spent": coupon.points,
        "reward_fulfillment": fulfillment_json(coupon, addresses),
        "created_at": moment(coupon.issued_at),
        "updated_at": moment(coupon.updated_at),
    }


def _status(coupon: Coupon) -> str:
    if coupon.state == CouponState.CANCELLED and coupon.fulfillment != Fulfillment.FAILED:
        return CANCELLED
    return coupon.fulfillment


def _texts(texts: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    return texts.get(get_language() or "", {})
