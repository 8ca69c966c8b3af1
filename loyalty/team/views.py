"""Choosing a merchant."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from loyalty.team.permissions import MerchantRequest, signed_in
from loyalty.team.queries import memberships_of
from loyalty.ui.navigation import STAFF, first_place


@require_safe
@signed_in
def no_merchant(request: HttpRequest) -> HttpResponse:
    if getattr(request, "merchant", None):
        return redirect("home")
    if getattr(request.user, "is_staff", False):
        return redirect(first_place(STAFF))
    return render(request, "team/no_merchant.html")


@require_POST
@signed_in
def switch_merchant(request: MerchantRequest, merchant_id: int) -> HttpResponse:
    """Work for another of the user's merchants from now on; others are not found."""
    if merchant_id not in {membership.merchant_id for membership in memberships_of(request.user.pk)}:
        raise Http404
    request.session["merchant_id"] = merchant_id
    return redirect("home")
