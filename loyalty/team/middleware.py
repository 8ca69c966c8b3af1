"""Opens the merchant's scope for as long as the request lasts."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_scopes import scope

from loyalty.team.models import Role
from loyalty.team.queries import membership_of


class MerchantMiddleware:
    """Puts `merchant` and `role` on the request of a team member; times are shown in the merchant's zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        membership = membership_of(request.user.pk, request.session.get("merchant_id"))
        if membership is None:
            return self.get_response(request)
        request.merchant = membership.merchant  # type: ignore[attr-defined]  # typed by MerchantRequest
        request.role = Role(membership.role)  # type: ignore[attr-defined]  # typed by MerchantRequest
        with scope(merchant=membership.merchant), timezone.override(membership.merchant.timezone):
            return self.get_response(request)
