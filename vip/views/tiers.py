"""One tier: what leads to it, what it gives, how it looks."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from loyalty.errors import Refused
from loyalty.rewards.models import Exchange, Reward
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from vip.actions import InvalidVip
from vip.forms import TierForm
from vip.models import Colour
from vip.queries import members_by_tier, terms_in_force
from vip.snapshots import TierTerms, VipTerms
from vip.views.planning import carry_out, show_refusal
from vip.views.wording import program_sentence

# A new tier comes in the next colour.
COLOURS = (Colour.BRONZE, Colour.SILVER, Colour.GOLD, Colour.VIOLET, Colour.BLUE, Colour.GREEN)


@require_http_methods(["GET", "HEAD", "POST"])
@team_required(*CHANGERS)
def add_tier(request: MerchantRequest) -> HttpResponse:
    terms = terms_in_force(request.merchant.pk)
    milestone = -1 if terms.tiers else 0
    new = TierTerms("", milestone, colour=COLOURS[len(terms.tiers) % len(COLOURS)])
    return _edit(request, terms, new)


@require_http_methods(["GET", "HEAD", "POST"])
@team_required()
def tier(request: MerchantRequest, tier_id: int) -> HttpResponse:
    if request.method == "POST" and request.role not in CHANGERS:
        raise PermissionDenied
    terms = terms_in_force(request.merchant.pk)
    return _edit(request, terms, _tier_or_404(terms, tier_id))


@require_POST
@team_required(*CHANGERS)
def remove_tier(request: MerchantRequest, tier_id: int) -> HttpResponse:
    """The tier taken away, once it has been seen who moves by it."""
    terms = terms_in_force(request.merchant.pk)
    gone = _tier_or_404(terms, tier_id)
    left = tuple(one for one in terms.tiers if one is not gone)
    try:
        return carry_out(request, replace(terms, tiers=left, is_on=terms.is_on and bool(left)))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("vip:tier", tier_id)


def _edit(request: MerchantRequest, terms: VipTerms, edited: TierTerms) -> HttpResponse:
    may_change = request.role in CHANGERS
    form = TierForm(
        request.POST or None,
        terms=terms,
        tier=edited,
        currency=request.merchant.currency,
        rewards=_rewards(edited),
        may_change=may_change,
    )
    if form.is_valid():
        others = tuple(one for one in terms.tiers if one is not edited)
        # The edited one comes last: what it has in common with another is its mistake.
        wanted = replace(terms, tiers=(*others, form.wanted), version=form.cleaned_data["version"])
        try:
            return carry_out(request, wanted)
        except InvalidVip as refusal:
            show_refusal(form, refusal)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "tier": edited,
        "terms": terms,
        "members": members_by_tier(request.merchant.pk).get(edited.id or 0, 0),
        "sentence": program_sentence(terms),
        "may_change": may_change,
    }
    return render(request, "vip/tier.html", context, status=422 if form.errors else 200)


def _rewards(edited: TierTerms) -> list[Any]:
    """Those that can be given away and are active, or are given by the tier already."""
    given = Reward.objects.exclude(exchange=Exchange.VARIABLE).order_by("name", "pk")
    return [reward for reward in given if reward.is_active or reward.pk in edited.entry_reward_ids]


def _tier_or_404(terms: VipTerms, tier_id: int) -> TierTerms:
    found = terms.tier(tier_id)
    if found is None:
        raise Http404
    return found
