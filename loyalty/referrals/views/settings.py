"""Program → Referrals → Settings."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loyalty import flows
from loyalty.referrals.actions import InvalidReferralProgram
from loyalty.referrals.forms import ReferralProgramForm, initial_of
from loyalty.referrals.queries import referral_program
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@require_http_methods(["GET", "POST"])
@team_required()
def program_settings(request: MerchantRequest) -> HttpResponse:
    may_change = request.role in CHANGERS
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    typed = request.POST if request.method == "POST" else None
    initial = initial_of(referral_program(request.merchant.pk))
    form = ReferralProgramForm(typed, initial=initial, merchant=request.merchant, may_change=may_change)
    if form.is_valid():
        try:
            flows.referral_program_set(request.merchant, terms=form.terms, by=request.user, at=now())
        except InvalidReferralProgram as refusal:
            form.add_error(_field(refusal, form), str(refusal.details["reason"]))
        else:
            messages.success(
                request, _("Settings saved. Invitations claimed before keep what they were promised.")
            )
            return redirect("referrals:settings")
    return render(request, "referrals/settings.html", {"form": form, "may_change": may_change})


def _field(refusal: InvalidReferralProgram, form: ReferralProgramForm) -> str | None:
    field = refusal.details["field"]
    return field if field in form.fields else None
