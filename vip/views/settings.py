"""How tiers are reached and kept, and whether they are at all."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from loyalty.errors import Refused
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from vip.actions import InvalidVip
from vip.forms import VipSettingsForm
from vip.queries import terms_in_force
from vip.views.planning import carry_out, show_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@team_required()
def settings(request: MerchantRequest) -> HttpResponse:
    may_change = request.role in CHANGERS
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    terms = terms_in_force(request.merchant.pk)
    form = VipSettingsForm(request.POST or None, terms=terms, may_change=may_change)
    if form.is_valid():
        try:
            return carry_out(request, form.wanted)
        except InvalidVip as refusal:
            show_refusal(form, refusal)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.errors else 200
    context = {"form": form, "terms": terms, "may_change": may_change}
    return render(request, "vip/settings.html", context, status=status)


@require_POST
@team_required(*CHANGERS)
def switch(request: MerchantRequest) -> HttpResponse:
    """On if it is off, off if it is on, once it has been seen who moves by it."""
    terms = terms_in_force(request.merchant.pk)
    try:
        return carry_out(request, replace(terms, is_on=request.POST.get("is_on") == "1"))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("vip:overview")
