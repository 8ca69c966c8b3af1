"""How a campaign reads, whom it meets, and what it would cost: the card beside its form."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from earning.actions import CampaignTerms, as_frozen_campaign, terms_of_campaign
from earning.explanation import sentence_of_campaign
from earning.forms import CampaignForm
from earning.models import Campaign, RuleVersion
from earning.queries import CampaignCost, preview_campaign
from earning.queries.campaigns import Overlapping, overlaps_of
from loyalty.merchants.models import Merchant, Store
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@dataclass(frozen=True, slots=True)
class Reading:
    """`cost` is None where it was not asked for, and of a campaign that ended."""

    terms: CampaignTerms
    sentence: str
    rules: list[str]
    stores: list[str]
    overlaps: list[Overlapping]
    cost: CampaignCost | None

    @property
    def days(self) -> int:
        """How long it runs, in days, at least one."""
        return max(1, round((self.terms.ends_at - self.terms.starts_at).total_seconds() / 86_400))


@require_safe
@team_required()
def preview(request: MerchantRequest) -> HttpResponse:
    """How what is being typed would read, and what it would cost."""
    asked = request.GET.get("campaign", "")
    known = get_object_or_404(Campaign, pk=int(asked)) if asked.isascii() and asked.isdecimal() else None
    kept = terms_of_campaign(known) if known else None
    form = CampaignForm(request.GET, kept=kept)
    form.fields["name"].required = False
    may_change = request.role in CHANGERS
    terms = kept if kept and not may_change else form.terms if form.is_valid() else None
    reading = terms and reading_of(
        terms, merchant=request.merchant, at=now(), campaign_id=known.pk if known else 0, has_cost=True
    )
    return render(request, "campaigns/reading.html", {"reading": reading})


def reading_of(
    terms: CampaignTerms, *, merchant: Merchant, at: datetime, campaign_id: int = 0, has_cost: bool = False
) -> Reading:
    """What the page says about terms, saved or still being typed."""
    campaign = as_frozen_campaign(terms, campaign_id=campaign_id)
    is_over = terms.ends_at <= at
    return Reading(
        terms=terms,
        sentence=sentence_of_campaign(terms),
        rules=_names_of_rules(terms.rule_ids),
        stores=list(
            cast("list[str]", Store.objects.filter(pk__in=terms.store_ids).values_list("name", flat=True))
        ),
        overlaps=[] if is_over else overlaps_of(campaign, merchant_id=merchant.pk),
        cost=preview_campaign(campaign, merchant_id=merchant.pk, at=at) if has_cost and not is_over else None,
    )


def _names_of_rules(rule_ids: tuple[int, ...]) -> list[str]:
    if not rule_ids:
        return []
    versions = RuleVersion.objects.filter(rule__in=rule_ids).select_related("rule").order_by("rule_id")
    return [one.name for one in versions if one.number == one.rule.version]
