"""Opens the merchant's scope for as long as the request lasts."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_scopes import scope

from loyalty.team.models import Role
from loyalty.team.queries import chosen_membership, memberships_of, notices_for


class MerchantMiddleware:
    """Puts `merchant`, `role` and `memberships` on a team member's request; times are in the merchant's zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        memberships = memberships_of(request.user.pk)
        membership = chosen_membership(memberships, merchant_id=request.session.get("merchant_id"))
        user, merchant = request.user, membership.merchant if membership else None
        unread = SimpleLazyObject(lambda: notices_for(user, merchant=merchant).filter(read_at=None).count())
        request.unread_notices = unread  # type: ignore[attr-defined]  # read by the shell's bell
        if membership is None:
            return self.get_response(request)
        request.merchant = membership.merchant  # type: ignore[attr-defined]  # typed by MerchantRequest
        request.memberships = memberships  # type: ignore[attr-defined]  # read by the shell's switcher
        request.role = Role(membership.role)  # type: ignore[attr-defined]  # typed by MerchantRequest
        with scope(merchant=membership.merchant), timezone.override(membership.merchant.timezone):
            return self.get_response(request)
