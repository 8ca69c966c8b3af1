"""Settings → Plan, and which apps a change would stop."""

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

from apps_marketplace.actions import move_to_plan
from apps_marketplace.queries import resumed_by, stopped_by
from loyalty.merchants.models import Merchant, Plan
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
    """A plan as the page shows it, with the apps that would stop or go on with it."""

    plan: Plan
    holds: Sequence[StrOrPromise]
    is_current: bool
    is_smaller: bool
    stops: Sequence[str]
    resumes: Sequence[str]


@require_safe
@team_required()
def show(request: MerchantRequest) -> HttpResponse:
    offers = [_offer(request.merchant, plan) for plan in Plan]
    return render(request, "plans/show.html", {"offers": offers, "may_change": request.role == Role.OWNER})


@require_POST
@team_required(Role.OWNER)
def change(request: MerchantRequest) -> HttpResponse:
    """To a plan that there is; anything else leads back to the page as it was."""
    wanted = request.POST.get("plan", "")
    if wanted in Plan.values and wanted != request.merchant.plan:
        plan = Plan(wanted)
        move_to_plan(request.merchant, plan, by=request.user, at=now())
        messages.success(request, _("You are on the plan %(plan)s now.") % {"plan": plan.label})
    return redirect("plans:show")


def _offer(merchant: Merchant, plan: Plan) -> Offer:
    plans, current = list(Plan), Plan(merchant.plan)
    is_smaller = plans.index(plan) < plans.index(current)
    stops, resumes = stopped_by(merchant, plan), resumed_by(merchant, plan)
    return Offer(plan, HOLDS[plan], plan == current, is_smaller, stops, resumes)
