"""The list of campaigns."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from earning.explanation import sentence_of_campaign
from earning.models import Campaign
from earning.queries import CampaignUse, uses_of_campaigns
from earning.queries.campaigns import CampaignState, campaigns_in, counts_of_campaigns, state_of
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, headings

TABS = (
    (CampaignState.RUNNING.value, pgettext_lazy("several campaigns", "Running")),
    (CampaignState.PLANNED.value, pgettext_lazy("several campaigns", "Planned")),
    (CampaignState.ENDED.value, pgettext_lazy("several campaigns", "Ended")),
    ("all", pgettext_lazy("several campaigns", "All")),
)
COLUMNS = (
    Column(_("Campaign")),
    Column(_("Status")),
    Column(_("When"), is_wide=True),
    Column(_("Points added"), is_number=True),
    Column(_("Orders"), is_number=True, is_wide=True),
    Column(_("Customers"), is_number=True, is_wide=True),
    Column(_("Left of the budget"), is_number=True, is_wide=True),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A campaign as the list shows it; `left` is what its budget has left, None without one."""

    campaign: Campaign
    state: CampaignState
    sentence: str
    use: CampaignUse

    @property
    def left(self) -> int | None:
        budget = self.campaign.budget_points
        return None if budget is None else max(0, budget - self.use.points)

    @property
    def is_used_up(self) -> bool:
        return self.left == 0 and self.state == CampaignState.RUNNING


@require_safe
@team_required()
def campaigns(request: MerchantRequest) -> HttpResponse:
    at, asked = now(), request.GET.get("show", "")
    counts = counts_of_campaigns(at=at)
    shown = asked if asked in counts else _first_with_some(counts)
    found = campaigns_in("" if shown == "all" else shown, at=at)
    page = page_of(found, order=["-starts_at"], cursor=request.GET.get("cursor"))
    uses = uses_of_campaigns([one.pk for one in page.rows], merchant_id=request.merchant.pk)
    context: dict[str, Any] = {
        "tabs": [(key, label, counts[key], key == shown) for key, label in TABS],
        "page": page,
        "lines": [line_of(one, uses, at=at) for one in page.rows],
        "headings": headings(COLUMNS),
        "has_some": counts["all"] > 0,
        "may_change": request.role in CHANGERS,
    }
    return render(request, "campaigns/list.html", context)


def line_of(campaign: Campaign, uses: dict[int, CampaignUse], *, at: datetime) -> Line:
    """The campaign with what it did so far."""
    use = uses.get(campaign.pk, CampaignUse())
    return Line(campaign, state_of(campaign, at=at), sentence_of_campaign(campaign), use)


def _first_with_some(counts: dict[str, int]) -> str:
    """What is running; else what is there at all."""
    return next((key for key, _label in TABS if counts[key]), "all")
