"""A reward's page: what it costs and gives, and whether customers can have it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from loyalty import flows
from loyalty.errors import Refused
from loyalty.rewards.forms import RewardForm, initial_of, way_of
from loyalty.rewards.models import Coupon, Reward
from loyalty.rewards.views.reading import add_refusal, reading_of, tiers_of
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@require_http_methods(["GET", "POST"])
@team_required()
def reward(request: MerchantRequest, reward_id: int) -> HttpResponse:
    found: Reward = get_object_or_404(Reward, pk=reward_id)
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            flows.reward_revised(found, terms=form.terms, by=request.user, at=now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Reward saved. Coupons issued before keep what they promised."))
            return redirect("rewards:reward", found.pk)
    context = {
        "reward": found,
        "way": way_of(found),
        "form": form,
        "reading": reading_of(found, merchant=request.merchant),
        "open_coupons": Coupon.objects.open().filter(reward=found).count(),
        "may_change": request.role in CHANGERS,
    }
    return render(request, "rewards/reward.html", context)


@require_POST
@team_required(*CHANGERS)
def set_active(request: MerchantRequest, reward_id: int) -> HttpResponse:
    """The reward is among the ways to redeem from now on, or no longer."""
    found = get_object_or_404(Reward, pk=reward_id)
    is_active = request.POST.get("is_active") == "1"
    flows.reward_switched(found, is_active=is_active, by=request.user, at=now())
    messages.success(request, _("Reward enabled.") if is_active else _("Reward disabled."))
    return redirect("rewards:reward", found.pk)


def _form(request: MerchantRequest, reward: Reward) -> RewardForm:
    may_change = request.role in CHANGERS
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = RewardForm(
        request.POST or None,
        initial=initial_of(reward),
        merchant=request.merchant,
        way=way_of(reward),
        tiers=tiers_of(request.merchant),
    )
    for field in form.fields.values():
        field.disabled = not may_change
    return form
