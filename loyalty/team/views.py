"""Choosing a merchant."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from loyalty.team.actions import read_notices
from loyalty.team.models import Notice, User
from loyalty.team.permissions import MerchantRequest, signed_in
from loyalty.team.queries import memberships_of, notices_for
from loyalty.ui.navigation import STAFF, first_place
from loyalty.ui.pages import page_of


@require_safe
@signed_in
def no_merchant(request: HttpRequest) -> HttpResponse:
    if getattr(request, "merchant", None):
        return redirect("home")
    if getattr(request.user, "is_staff", False):
        return redirect(first_place(STAFF))
    return render(request, "team/no_merchant.html")


@require_safe
@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """What the user was told, newest first; in the shell of where they are at work."""
    merchant, user = getattr(request, "merchant", None), request.user
    found = notices_for(user, merchant=merchant) if isinstance(user, User) else Notice.objects.none()
    page = page_of(found, order=["-at"], cursor=request.GET.get("cursor"), size=25)
    shell = "shell.html" if merchant else "staff.html"
    return render(request, "team/notices.html", {"page": page, "shell_template": shell})


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        read_notices(request.user, merchant=getattr(request, "merchant", None), at=now())
    return redirect("team:notices")


@require_POST
@signed_in
def switch_merchant(request: MerchantRequest, merchant_id: int) -> HttpResponse:
    """Work for another of the user's merchants from now on; others are not found."""
    if merchant_id not in {membership.merchant_id for membership in memberships_of(request.user.pk)}:
        raise Http404
    request.session["merchant_id"] = merchant_id
    return redirect("home")
