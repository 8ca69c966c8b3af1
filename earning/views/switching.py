"""Switching a rule on and off, and making another like it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earning.models import Rule
from loyalty import flows
from loyalty.errors import Refused
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@require_POST
@team_required(*CHANGERS)
def set_active(request: MerchantRequest, rule_id: int) -> HttpResponse:
    """The rule counts from now on, or no longer. Who did it in the list is offered to undo it there."""
    found = get_object_or_404(Rule, pk=rule_id)
    is_active = request.POST.get("is_active") == "1"
    flows.rule_switched(found, is_active=is_active, by=request.user, at=now())
    if request.POST.get("in") == "list":
        return redirect(f"{reverse('earning:rules')}?switched={found.pk}")
    messages.success(request, _("Rule enabled.") if is_active else _("Rule disabled."))
    return redirect("earning:rule", found.pk)


@require_POST
@team_required(*CHANGERS)
def duplicate(request: MerchantRequest, rule_id: int) -> HttpResponse:
    """A disabled copy, to be changed and enabled."""
    found = get_object_or_404(Rule, pk=rule_id)
    try:
        copy = flows.rule_duplicated(found, by=request.user, at=now(), key=_key(request.POST.get("key", "")))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("earning:rule", found.pk)
    messages.success(request, _("Rule copied. The copy counts once you enable it."))
    return redirect("earning:rule", copy.pk)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
