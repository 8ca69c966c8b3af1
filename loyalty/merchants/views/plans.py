"""Settings → Plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_stubs_ext import StrOrPromise

from loyalty import flows
from loyalty.merchants.models import Plan
from loyalty.team.models import Role
from loyalty.team.permissions import MerchantRequest, team_required

HOLDS: Mapping[Plan, Sequence[StrOrPromise]] = {
    Plan.FREE: (
        gettext_lazy("Points, rewards, referrals, VIP tiers and campaigns"),
        gettext_lazy("Imports, segments and reports"),
        gettext_lazy("Keys for your own programs"),
        gettext_lazy("Apps that are for every plan"),
    ),
    Plan.GROWTH: (
        gettext_lazy("Everything in Free"),
        gettext_lazy("All apps: reviews, e-mail marketing, shops and help desks"),
        gettext_lazy("Ways to earn that apps bring"),
        gettext_lazy("Apps of your own, after a review"),
    ),
    Plan.ENTERPRISE: (
        gettext_lazy("Everything in Growth"),
        gettext_lazy("Staff look at your installs before those of others"),
    ),
}


@dataclass(frozen=True)
class Offer:
    """A plan as the page shows it."""

    plan: Plan
    holds: Sequence[StrOrPromise]
    is_current: bool
    is_smaller: bool


@require_safe
@team_required()
def show(request: MerchantRequest) -> HttpResponse:
    plans, current = list(Plan), Plan(request.merchant.plan)
    offers = [
        Offer(plan, HOLDS[plan], plan == current, plans.index(plan) < plans.index(current)) for plan in plans
    ]
    return render(request, "plans/show.html", {"offers": offers, "may_change": request.role == Role.OWNER})


@require_POST
@team_required(Role.OWNER)
def change(request: MerchantRequest) -> HttpResponse:
    """To a plan that there is; anything else leads back to the page as it was."""
    wanted = request.POST.get("plan", "")
    if wanted in Plan.values and wanted != request.merchant.plan:
        plan = Plan(wanted)
        flows.plan_changed(request.merchant, plan, by=request.user, at=now())
        messages.success(request, _("You are on the plan %(plan)s now.") % {"plan": plan.label})
    return redirect("plans:show")
