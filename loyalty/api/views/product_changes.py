"""/points_products, as far as they are written."""

from typing import Any

from babel.numbers import get_currency_precision
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from loyalty import flows
from loyalty.api.http.addresses import Addresses
from loyalty.api.http.schema import operation
from loyalty.api.serializers.product_terms import (
    FullPointsProductShape,
    NewPointsProduct,
    PointsProductIn,
    more_json,
    reward_terms,
)
from loyalty.api.serializers.rewards import product_json
from loyalty.api.serializers.strict import wrapped
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.api.views.tiers import refuse_unknown_tiers
from loyalty.merchants.models import Store
from loyalty.merchants.scopes import Scope
from loyalty.rewards.actions import RewardTerms
from loyalty.rewards.models import Reward

ANSWER = wrapped("points_product", FullPointsProductShape)
SENT = wrapped("points_product", PointsProductIn)
SENT_NEW = wrapped("points_product", NewPointsProduct)
TAG = "Points Products"


def create_product(view: Resource, request: ApiRequest) -> Response:
    """The answer to POST /points_products."""
    said, merchant = view.read(SENT_NEW)["points_product"], request.user.merchant
    terms = reward_terms(said, base=None, language=merchant.language)
    _check(terms)
    reward = flows.reward_created(merchant, terms=terms, by=None, at=now(), is_active=said["is_enabled"])
    return Response({"points_product": _shown(reward, request)}, HTTP_201_CREATED)


def change_product(view: Resource, request: ApiRequest, reward_id: int) -> Response:
    """The answer to PATCH /points_products/{id}."""
    reward = _reward(reward_id)
    said = view.read(SENT)["points_product"]
    terms = reward_terms(said, base=reward, language=request.user.merchant.language)
    _check(terms)
    flows.reward_revised(reward, terms=terms, by=None, at=now())
    return Response({"points_product": _shown(_reward(reward_id), request)})


class ProductEnabling(Resource):
    scopes = {"POST": Scope.POINTS_PRODUCT_WRITE}
    is_active = True

    @operation(gives=ANSWER, tag=TAG)
    def post(self, request: ApiRequest, reward_id: int) -> Response:
        """It can be had from now on, or no longer. Codes that customers have stay valid. Twice is once."""
        flows.reward_switched(_reward(reward_id), is_active=self.is_active, by=None, at=now())
        return Response({"points_product": _shown(_reward(reward_id), request)})


class ProductDisabling(ProductEnabling):
    is_active = False


def _reward(reward_id: int) -> Reward:
    found: Reward = Reward.objects.for_points().get(pk=reward_id)
    return found


def _check(terms: RewardTerms) -> None:
    refuse_unknown_tiers(terms.tier_ids, name="points_product")
    known = set(Store.objects.filter(pk__in=terms.store_ids).values_list("pk", flat=True))
    if unknown := [pk for pk in terms.store_ids if pk not in known]:
        text = _("There is no store %(id)s.") % {"id": unknown[0]}
        raise ValidationError({"points_product": {"store_ids": [text]}})


def _shown(reward: Reward, request: ApiRequest) -> dict[str, Any]:
    merchant = request.user.merchant
    digits, addresses = get_currency_precision(merchant.currency), Addresses.of(request)
    with translation.override(merchant.language):
        product = product_json(reward, merchant.currency, digits, addresses)
    return {**product, **more_json(reward, merchant.language)}
