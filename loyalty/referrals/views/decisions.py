"""Blocking and allowing invitations by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loyalty import flows
from loyalty.errors import Refused
from loyalty.referrals.forms import DecisionForm
from loyalty.referrals.models import Decision, Referral
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def block(request: MerchantRequest, referral_id: int) -> HttpResponse:
    texts = {
        "title": _("Block invitation"),
        "consequence": _(
            "Points given for it are taken back, and coupons from it that nobody used yet are cancelled."
        ),
        "button": _("Block"),
        "look": "bad",
        "done": _("Invitation blocked."),
    }
    return _decide(request, referral_id, Decision.BLOCKED, texts)


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def allow(request: MerchantRequest, referral_id: int) -> HttpResponse:
    texts = {
        "title": _("Allow invitation"),
        "consequence": _(
            "It counts whatever the signals say: what the friend has bought since is rewarded at once."
        ),
        "button": _("Allow"),
        "look": "main",
        "done": _("Invitation allowed."),
    }
    return _decide(request, referral_id, Decision.ALLOWED, texts)


def _decide(
    request: MerchantRequest, referral_id: int, decision: Decision, texts: dict[str, Any]
) -> HttpResponse:
    referral: Referral = get_object_or_404(Referral.objects.select_related("advocate"), pk=referral_id)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            flows.referral_decided(
                referral, decision=decision, reason=form.cleaned_data["reason"], by=request.user, at=now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, texts["done"])
            return redirect("referrals:detail", referral.pk)
    return render(request, "referrals/decide.html", {"referral": referral, "form": form, **texts})
