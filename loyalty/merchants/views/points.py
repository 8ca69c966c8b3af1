"""Program → Points → Settings."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loyalty import flows
from loyalty.merchants.actions import InvalidSetting
from loyalty.merchants.forms import PointsSettingsForm
from loyalty.merchants.models import ExpiryMode, Merchant
from loyalty.merchants.snapshots import expiry_terms_of
from loyalty.points.queries import forecast
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.formats import format_day


@require_http_methods(["GET", "POST"])
@team_required()
def points_settings(request: MerchantRequest) -> HttpResponse:
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, form)
        except InvalidSetting as refusal:
            form.add_error(refusal.details["field"], refusal.details["reason"])
        else:
            return redirect("merchants:points_settings")
    context = {
        "form": form,
        "may_change": request.role in CHANGERS,
        "expiry": _expiry(request.merchant),
        "forecast": forecast(request.merchant.pk),
    }
    return render(request, "merchants/points_settings.html", context)


def _form(request: MerchantRequest) -> PointsSettingsForm:
    may_change = request.role in CHANGERS
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    merchant = request.merchant
    # A form in which every box is unticked and every field blank is sent, too.
    typed = request.POST if request.method == "POST" else None
    return PointsSettingsForm(
        typed, program=merchant.program, currency=merchant.currency, may_change=may_change
    )


def _expiry(merchant: Merchant) -> dict[str, str]:
    """What the settings of expiry mean today."""
    terms = expiry_terms_of(merchant)
    if terms.mode == ExpiryMode.NONE or terms.enabled_on is None:
        return {}
    last_day = terms.last_day_from(max(terms.day_of(now()), terms.enabled_on))
    return {"mode": terms.mode, "since": format_day(terms.enabled_on), "last_day": format_day(last_day)}


def _save(request: MerchantRequest, form: PointsSettingsForm) -> None:
    if not form.changes:
        return
    flows.program_changed(request.merchant, form.changes, by=request.user, at=now())
    messages.success(request, _("Settings saved. Orders settled before keep the points they got."))
