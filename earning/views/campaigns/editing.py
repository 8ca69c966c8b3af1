"""A campaign's page: what it gives and when, whether it counts, what it did, who changed it."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import get_current_timezone, localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from earning.actions import CampaignTerms, InvalidCampaign, terms_of_campaign
from earning.forms import CampaignForm, initial_of_campaign
from earning.models import Campaign, Overlap
from earning.queries import uses_of_campaigns
from earning.views.campaigns.history import changes_of_campaign
from earning.views.campaigns.list import line_of
from earning.views.campaigns.reading import Reading, reading_of
from loyalty import flows
from loyalty.errors import Refused
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required

SHOW_COST = "cost"
TWICE = Decimal(2)


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def create(request: MerchantRequest) -> HttpResponse:
    copied = request.GET.get("copy", "")
    source = get_object_or_404(Campaign, pk=int(copied)) if copied.isascii() and copied.isdecimal() else None
    form = CampaignForm(
        request.POST or None,
        initial=initial_of_campaign(_copy_of(source) if source else _first_terms()),
        kept=terms_of_campaign(source) if source else None,
    )
    if _is_to_save(request) and form.is_valid():
        try:
            made = flows.campaign_created(
                request.merchant, terms=form.terms, by=request.user, at=now(), key=form.cleaned_data["key"]
            )
        except InvalidCampaign as refusal:
            form.add_error(refusal.details["field"], str(refusal))
        else:
            messages.success(request, _("Campaign created."))
            return redirect("campaigns:campaign", made.pk)
    context = {"form": form, "reading": _reading_of_form(request, form), "may_change": True}
    return render(request, "campaigns/create.html", context)


@require_http_methods(["GET", "POST"])
@team_required()
def campaign(request: MerchantRequest, campaign_id: int) -> HttpResponse:
    found: Campaign = get_object_or_404(Campaign.objects.select_related("merchant"), pk=campaign_id)
    form = _form(request, found)
    if _is_to_save(request) and form.is_valid():
        try:
            flows.campaign_revised(
                found, terms=form.terms, by=request.user, at=now(), seen=form.cleaned_data["seen"]
            )
        except Refused as refusal:
            form.add_error(refusal.details.get("field"), str(refusal))
        else:
            messages.success(request, _("Campaign saved. Orders settled before keep the points they got."))
            return redirect("campaigns:campaign", found.pk)
    uses = uses_of_campaigns([found.pk], merchant_id=request.merchant.pk)
    reading = _reading_of_form(request, form, campaign_id=found.pk) or reading_of(
        terms_of_campaign(found), merchant=request.merchant, at=now(), campaign_id=found.pk
    )
    context = {
        "campaign": found,
        "line": line_of(found, uses, at=now()),
        "form": form,
        "reading": reading,
        "changes": changes_of_campaign(found),
        "may_change": request.role in CHANGERS,
    }
    return render(request, "campaigns/campaign.html", context)


@require_POST
@team_required(*CHANGERS)
def set_active(request: MerchantRequest, campaign_id: int) -> HttpResponse:
    """The campaign counts from now on, or no longer."""
    found: Campaign = get_object_or_404(Campaign, pk=campaign_id)
    is_active = request.POST.get("is_active") == "1"
    flows.campaign_switched(found, is_active=is_active, by=request.user, at=now())
    messages.success(request, _("Campaign enabled.") if is_active else _("Campaign disabled."))
    return redirect("campaigns:campaign", found.pk)


def _form(request: MerchantRequest, found: Campaign) -> CampaignForm:
    may_change = request.role in CHANGERS
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    terms = terms_of_campaign(found)
    form = CampaignForm(
        request.POST or None, initial=initial_of_campaign(terms, seen=found.version), kept=terms
    )
    for field in form.fields.values():
        field.disabled = not may_change
    return form


def _is_to_save(request: MerchantRequest) -> bool:
    return request.method == "POST" and request.POST.get("show") != SHOW_COST


def _reading_of_form(request: MerchantRequest, form: CampaignForm, campaign_id: int = 0) -> Reading | None:
    """What was typed, with its cost: for those whose browser does not ask while they type."""
    if not form.is_bound or not form.is_valid():
        return None
    return reading_of(form.terms, merchant=request.merchant, at=now(), campaign_id=campaign_id, has_cost=True)


def _first_terms() -> CampaignTerms:
    """Double points on the day after tomorrow."""
    starts_at = _midnight_after(now() + timedelta(days=1))
    ends_at = _midnight_after(starts_at)
    return CampaignTerms("", starts_at, ends_at, multiplier=TWICE, overlap=Overlap.BEST)


def _copy_of(source: Campaign) -> CampaignTerms:
    """The same for as long, from the day on which the first is over."""
    terms = terms_of_campaign(source)
    starts_at = max(terms.ends_at, _midnight_after(now()))
    return replace(
        terms,
        name=_("Copy of %(name)s") % {"name": terms.name[:80]},
        starts_at=starts_at,
        ends_at=starts_at + (terms.ends_at - terms.starts_at),
    )


def _midnight_after(moment: datetime) -> datetime:
    day = localtime(moment).date() + timedelta(days=1)
    return datetime.combine(day, time(), tzinfo=get_current_timezone())
