"""Program → VIP: the tiers, who holds them, and how they are reached."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.tables import Column, headings
from vip.models import VipChange, VipPhase
from vip.queries import members_by_tier, terms_in_force
from vip.snapshots import TierTerms
from vip.views.wording import (
    amount_text,
    entry_texts,
    grace_sentence,
    program_sentence,
    rewards_of,
    times_text,
)

COLUMNS = (
    Column(_("Tier")),
    Column(_("Milestone"), is_number=True),
    Column(_("Customers"), is_number=True),
    Column(_("For entering"), is_wide=True),
    Column(_("Orders earn"), is_number=True, is_wide=True),
)
OPEN = (VipPhase.CHECKING, VipPhase.CHECKED, VipPhase.APPLYING)


@dataclass(frozen=True, slots=True)
class Line:
    """A tier as the list shows it; `members` is None while the programme is off."""

    tier: TierTerms
    milestone: StrOrPromise
    members: int | None
    entry: str
    times: str


@require_safe
@team_required()
def overview(request: MerchantRequest) -> HttpResponse:
    terms = terms_in_force(request.merchant.pk)
    members, rewards = members_by_tier(request.merchant.pk), rewards_of(terms)
    lines = [
        Line(
            tier,
            amount_text(tier.milestone, terms, request.merchant.currency)
            if tier.milestone
            else _("Everybody"),
            members.get(tier.id or 0, 0) if terms.is_on else None,
            ", ".join(entry_texts(tier, rewards)),
            times_text(tier),
        )
        for tier in terms.tiers
    ]
    context = {
        "terms": terms,
        "lines": lines,
        "headings": headings(COLUMNS),
        "sentence": program_sentence(terms),
        "grace": grace_sentence(terms),
        "open_change": VipChange.objects.filter(phase__in=OPEN).order_by("-pk").first(),
        "may_change": request.role in CHANGERS,
    }
    return render(request, "vip/overview.html", context)
