"""A change of the programme: who would move, what that would cost, and the last word."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.errors import Refused
from loyalty.jobs.models import Job
from loyalty.jobs.views.progress import progress_context
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from vip.forms import ConfirmForm
from vip.models import VipChange, VipPhase
from vip.queries import terms_in_force
from vip.queries.previews import Preview
from vip.snapshots import TierTerms, VipTerms
from vip.views.planning import work_on
from vip.views.wording import differences, rewards_of


@dataclass(frozen=True, slots=True)
class Way:
    """So many customers would go from a tier to another; some of them."""

    left: TierTerms | None
    entered: TierTerms | None
    count: int
    is_up: bool
    some: list[Customer]


@dataclass(frozen=True, slots=True)
class Cost:
    """What entering a tier for the first time would give, in all."""

    tier: TierTerms
    entries: int
    points: int
    coupons: list[tuple[str, int]]


@require_safe
@team_required()
def change(request: MerchantRequest, change_id: int) -> HttpResponse:
    found = _change_or_404(change_id)
    was, wanted = VipTerms.from_json(found.was), VipTerms.from_json(found.terms)
    preview = Preview.from_json(found.preview)
    costs = list(_costs(preview, wanted))
    context = {
        "change": found,
        "is_working": found.phase in (VipPhase.CHECKING, VipPhase.APPLYING),
        "is_stale": _is_stale(found),
        "differences": list(differences(was, wanted, request.merchant.currency)),
        "preview": preview,
        "switches_off": was.is_on and not wanted.is_on,
        "ways": _ways(preview, was, wanted),
        "costs": costs,
        "points": sum(cost.points for cost in costs),
        "coupons": sum(count for cost in costs for _name, count in cost.coupons),
        "form": ConfirmForm(),
        "may_change": request.role in CHANGERS,
        **_progress(request, found),
    }
    return render(request, "vip/change.html", context)


@require_POST
@team_required(*CHANGERS)
def apply(request: MerchantRequest, change_id: int) -> HttpResponse:
    """The change is made, and customers follow."""
    found = _change_or_404(change_id)
    gives = "gives_rewards" in request.POST
    try:
        return work_on(flows.vip_change_confirmed(found, gives_rewards=gives, by=request.user, at=now()))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("vip:change", change_id)


@require_POST
@team_required(*CHANGERS)
def discard(request: MerchantRequest, change_id: int) -> HttpResponse:
    """The change is not made."""
    try:
        flows.vip_change_discarded(_change_or_404(change_id))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("vip:change", change_id)
    messages.success(request, _("Discarded. Everything stays as it was."))
    return redirect("vip:overview")


def _change_or_404(change_id: int) -> VipChange:
    found: VipChange = get_object_or_404(VipChange.objects.select_related("merchant", "author"), pk=change_id)
    return found


def _is_stale(found: VipChange) -> bool:
    is_waiting = found.phase in (VipPhase.CHECKING, VipPhase.CHECKED)
    return is_waiting and terms_in_force(found.merchant_id).version != found.based_on


def _progress(request: MerchantRequest, found: VipChange) -> dict[str, Any]:
    job = Job.objects.of(found.merchant_id).filter(pk=found.job_id).first() if found.job_id else None
    return progress_context(request, job) if job else {}


def _ways(preview: Preview, was: VipTerms, wanted: VipTerms) -> list[Way]:
    """Downward first, then by how many they are."""
    customers = Customer.objects.in_bulk({pk for some in preview.sample.values() for pk in some})
    ways = []
    for (left, entered), count in preview.moves.items():
        before, after = was.tier(left) or wanted.tier(left), wanted.tier(entered)
        some = [customers[pk] for pk in preview.sample[left, entered] if pk in customers]
        ways.append(Way(before, after, count, _is_up(left, entered, was, wanted), some))
    return sorted(ways, key=lambda way: (way.is_up, -way.count))


def _is_up(left: int, entered: int, was: VipTerms, wanted: VipTerms) -> bool:
    """By the tiers as they would be; a tier taken away still stands where it stood."""
    terms = was if left in was.refs and left not in wanted.refs else wanted
    places = {ref: place for place, ref in enumerate(terms.refs, start=1)}
    return places.get(entered, 0) > places.get(left, 0)


def _costs(preview: Preview, wanted: VipTerms) -> list[Cost]:
    rewards = rewards_of(wanted)
    costs = []
    for ref, entries in preview.entries.items():
        tier = wanted.tier(ref)
        if tier:
            coupons = [(rewards[pk].name, entries) for pk in tier.entry_reward_ids if pk in rewards]
            costs.append(Cost(tier, entries, entries * tier.entry_points, coupons))
    return sorted(costs, key=lambda cost: cost.tier.milestone)
