"""/vip_tiers, as far as they are written, and the changes of the programme that move customers."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED, HTTP_202_ACCEPTED

from loyalty import flows
from loyalty.api.http.addresses import Addresses
from loyalty.api.http.errors import NothingHere
from loyalty.api.http.schema import operation
from loyalty.api.mapping.tiers import tier_terms
from loyalty.api.serializers.strict import wrapped
from loyalty.api.serializers.tier_terms import (
    Confirmation,
    FullTierShape,
    NewTier,
    TierIn,
    VipChangeShape,
    full_tier_json,
    vip_change_json,
)
from loyalty.api.views.resource import ApiRequest, Resource
from loyalty.merchants.scopes import Scope
from vip.models import Tier, VipChange
from vip.queries import terms_in_force
from vip.snapshots import TierTerms, VipTerms

ANSWER = wrapped("vip_tier", FullTierShape)
CHANGE = wrapped("vip_change", VipChangeShape)
SENT = wrapped("vip_tier", TierIn)
SENT_NEW = wrapped("vip_tier", NewTier)
TAG = "VIP Tiers"


def create_tier(view: Resource, request: ApiRequest) -> Response:
    """The answer to POST /vip_tiers."""
    said, merchant = view.read(SENT_NEW)["vip_tier"], request.user.merchant
    terms = terms_in_force(merchant.pk)
    new = tier_terms(said, basis=terms.basis, currency=merchant.currency, language=merchant.language)
    wanted = replace(terms, tiers=(*terms.tiers, new))
    return _carried_out(wanted, request, name=new.name.strip(), status=HTTP_201_CREATED)


class OneVipTier(Resource):
    scopes = {
        "GET": Scope.VIP_TIER_READ,
        "PATCH": Scope.VIP_TIER_WRITE,
        "DELETE": Scope.VIP_TIER_WRITE,
    }

    @operation(gives=ANSWER, tag=TAG)
    def get(self, request: ApiRequest, tier_id: int) -> Response:
        """One VIP tier with all it says."""
        terms = terms_in_force(request.user.merchant.pk)
        return Response({"vip_tier": _shown(_tier(terms, tier_id), terms, request)})

    @operation(takes=SENT, gives=ANSWER, also={202: CHANGE}, tag=TAG)
    def patch(self, request: ApiRequest, tier_id: int) -> Response:
        """The tier says this from now on. If customers would move by it, it waits for you to confirm it: 202."""
        said, merchant = self.read(SENT)["vip_tier"], request.user.merchant
        terms = terms_in_force(merchant.pk)
        before = _tier(terms, tier_id)
        after = tier_terms(
            said, base=before, basis=terms.basis, currency=merchant.currency, language=merchant.language
        )
        others = tuple(one for one in terms.tiers if one is not before)
        return _carried_out(replace(terms, tiers=(*others, after)), request, name=after.name.strip())

    @operation(gives=CHANGE, status=HTTP_202_ACCEPTED, tag=TAG)
    def delete(self, request: ApiRequest, tier_id: int) -> Response:
        """The tier is taken away once you have confirmed it."""
        merchant = request.user.merchant
        terms = terms_in_force(merchant.pk)
        gone = _tier(terms, tier_id)
        left = tuple(one for one in terms.tiers if one is not gone)
        wanted = replace(terms, tiers=left, is_on=terms.is_on and bool(left))
        return _planned(wanted, request)


class OneVipChange(Resource):
    scopes = {"GET": Scope.VIP_TIER_READ}

    @operation(gives=CHANGE, tag=TAG)
    def get(self, _request: ApiRequest, change_id: int) -> Response:
        """A change that waits or is being made: who would move, and how far it is."""
        return Response({"vip_change": vip_change_json(VipChange.objects.get(pk=change_id))})


class VipChangeConfirmation(Resource):
    scopes = {"POST": Scope.VIP_TIER_WRITE}

    @operation(takes=Confirmation, gives=CHANGE, status=HTTP_202_ACCEPTED, tag=TAG)
    def post(self, _request: ApiRequest, change_id: int) -> Response:
        """The change is made; customers follow in the background. Only once it has been worked out who moves."""
        gives_rewards = self.read(Confirmation)["gives_rewards"]
        change = VipChange.objects.select_related("merchant").get(pk=change_id)
        done = flows.vip_change_confirmed(change, gives_rewards=gives_rewards, by=None, at=now())
        return Response({"vip_change": vip_change_json(done)}, HTTP_202_ACCEPTED)


class VipChangeDiscarding(Resource):
    scopes = {"POST": Scope.VIP_TIER_WRITE}

    @operation(gives=CHANGE, tag=TAG)
    def post(self, _request: ApiRequest, change_id: int) -> Response:
        """The change will not be made."""
        flows.vip_change_discarded(VipChange.objects.get(pk=change_id))
        return Response({"vip_change": vip_change_json(VipChange.objects.get(pk=change_id))})


def refuse_unknown_tiers(tier_ids: Iterable[int | str], *, name: str) -> None:
    """Refuses ids that no tier of the merchant has."""
    asked = list(tier_ids)
    if not asked:
        return
    known = {str(pk) for pk in Tier.objects.filter(retired_at=None).values_list("pk", flat=True)}
    if unknown := [tier_id for tier_id in asked if str(tier_id) not in known]:
        text = _("There is no VIP tier %(id)s.") % {"id": str(unknown[0])[:60]}
        raise ValidationError({name: {"restricted_to_vip_tier_ids": [text]}})


def _carried_out(wanted: VipTerms, request: ApiRequest, *, name: str, status: int = 200) -> Response:
    """At once where nobody can move by it; else it waits until somebody has seen who would."""
    merchant = request.user.merchant
    if not terms_in_force(merchant.pk).moves_like(wanted.sorted()):
        return _planned(wanted, request)
    after = flows.vip_changed(merchant, wanted, by=None, at=now())
    tier = next(one for one in after.tiers if one.name == name)
    return Response({"vip_tier": _shown(tier, after, request)}, status)


def _planned(wanted: VipTerms, request: ApiRequest) -> Response:
    change = flows.vip_change_planned(request.user.merchant, wanted, by=None, at=now())
    return Response({"vip_change": vip_change_json(change)}, HTTP_202_ACCEPTED)


def _tier(terms: VipTerms, tier_id: int) -> TierTerms:
    found = terms.tier(tier_id)
    if found is None:
        raise NothingHere
    return found


def _shown(tier: TierTerms, terms: VipTerms, request: ApiRequest) -> dict[str, Any]:
    merchant = request.user.merchant
    with translation.override(merchant.language):
        return full_tier_json(tier, terms.basis, merchant.currency, Addresses.of(request))
