"""Add way to redeem: choose what customers get, say what it costs, create."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from loyalty import flows
from loyalty.errors import Refused
from loyalty.rewards.forms import BY_CODE, WAYS, RewardForm, Way, first_terms
from loyalty.rewards.views.reading import add_refusal, reading_typed, tiers_of
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@require_safe
@team_required(*CHANGERS)
def catalogue(request: MerchantRequest) -> HttpResponse:
    return render(request, "rewards/catalogue.html", {"ways": WAYS})


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def create(request: MerchantRequest, way: str) -> HttpResponse:
    chosen = way_named(way)
    merchant, first = request.merchant, first_terms(chosen)
    form = RewardForm(
        request.POST or None, initial=first, merchant=merchant, way=chosen, tiers=tiers_of(merchant)
    )
    if request.method == "POST" and form.is_valid():
        try:
            reward = flows.reward_created(
                merchant, terms=form.terms, by=request.user, at=now(), key=form.cleaned_data["key"]
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Reward created. Customers can have it from now on."))
            return redirect("rewards:reward", reward.pk)
    reading = reading_typed(request.POST, way=chosen, merchant=merchant) if request.POST else None
    return render(request, "rewards/create.html", {"way": chosen, "form": form, "reading": reading})


@require_safe
@team_required()
def example(request: MerchantRequest, way: str) -> HttpResponse:
    """How what is being typed would read."""
    reading = reading_typed(request.GET, way=way_named(way), merchant=request.merchant)
    return render(request, "rewards/reading.html", {"reading": reading})


def way_named(code: str) -> Way:
    """The way of the catalogue; 404 for another."""
    try:
        return BY_CODE[code]
    except KeyError as error:
        raise Http404 from error
