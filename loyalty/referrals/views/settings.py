"""Program → Referrals → Settings."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_stubs_ext import StrOrPromise

from loyalty import flows
from loyalty.referrals.actions import InvalidReferralProgram
from loyalty.referrals.forms import ReferralProgramForm, initial_of
from loyalty.referrals.models import ReferralProgram
from loyalty.referrals.queries import invitation_texts, referral_program
from loyalty.referrals.snapshots import InvitationTexts
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required

WHO_INVITES = "Ada"


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
    program = form.example() if form.is_bound else referral_program(request.merchant.pk)
    context = {"form": form, "may_change": may_change, "examples": _examples(program, request)}
    return render(request, "referrals/settings.html", context)


@require_safe
@team_required()
def example(request: MerchantRequest) -> HttpResponse:
    """How what is being typed would read."""
    form = ReferralProgramForm(request.GET, merchant=request.merchant, may_change=True)
    form.is_valid()
    return render(request, "referrals/examples.html", {"examples": _examples(form.example(), request)})


def _examples(
    program: ReferralProgram | None, request: MerchantRequest
) -> list[tuple[StrOrPromise, InvitationTexts]]:
    """What a customer shares and a friend reads, in each language."""
    known, merchant = program or ReferralProgram(), request.merchant
    return [
        (name, invitation_texts(known, name=WHO_INVITES, merchant=merchant, language=code))
        for code, name in settings.LANGUAGES
    ]


def _field(refusal: InvalidReferralProgram, form: ReferralProgramForm) -> str | None:
    field = refusal.details["field"]
    return field if field in form.fields else None
