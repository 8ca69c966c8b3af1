"""The list of invitations."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from loyalty.customers.models import Customer
from loyalty.customers.queries import matching
from loyalty.referrals.models import Referral, ReferralState
from loyalty.referrals.queries import referral_program
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, headings

COLUMNS = (
    Column(_("Friend")),
    Column(_("Invited by"), is_wide=True),
    Column(_("Status")),
    Column(_("Points"), is_number=True, is_wide=True),
)
VIEWS = (
    ("", pgettext_lazy("several invitations", "All")),
    (ReferralState.PENDING.value, pgettext_lazy("several invitations", "Pending")),
    (ReferralState.COMPLETED.value, pgettext_lazy("several invitations", "Completed")),
    (ReferralState.BLOCKED.value, pgettext_lazy("several invitations", "Blocked")),
    (ReferralState.CANCELLED.value, pgettext_lazy("several invitations", "Cancelled")),
)


@require_safe
@team_required()
def list_referrals(request: MerchantRequest) -> HttpResponse:
    page = page_of(_asked_for(request), order=("-pk",), cursor=request.GET.get("cursor"))
    context = {
        "page": page,
        "program": referral_program(request.merchant.pk),
        "headings": headings(COLUMNS, sort=""),
        "views": VIEWS,
        "view": request.GET.get("view", ""),
        "search": request.GET.get("q", ""),
        "may_change": request.role in CHANGERS,
    }
    return render(request, "referrals/list.html", context)


def _asked_for(request: MerchantRequest) -> "QuerySet[Referral]":
    referrals: QuerySet[Referral] = Referral.objects.select_related("advocate", "friend")
    if request.GET.get("view") in ReferralState.values:
        referrals = referrals.filter(state=request.GET["view"])
    if search := request.GET.get("q", "").strip():
        people = matching(Customer.objects.all(), search).values("pk")
        invited = Referral.objects.filter(friend_email_key__startswith=search.casefold()).values("pk")
        by_people = Referral.objects.filter(advocate__in=people).values("pk")
        referrals = referrals.filter(
            pk__in=invited.union(by_people, Referral.objects.filter(friend__in=people).values("pk"))
        )
    return referrals
