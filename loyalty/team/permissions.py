"""Who may pass a door. Every view carries one of these guards; a test walks all URLs and fails on one without."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from loyalty.merchants.models import Merchant
from loyalty.team.models import Role, User

View = Callable[..., HttpResponseBase]
CHANGERS = (Role.OWNER, Role.ADMIN)


class MerchantRequest(HttpRequest):
    """A request inside a merchant's admin: the scope is open and the role is known."""

    user: User
    merchant: Merchant
    role: Role


def public(view: View) -> View:
    """Anyone may come in."""
    return _guarded(view, "public")


def signed_in(view: View) -> View:
    """Anyone with an account, in a team or not."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return _guarded(guarded, "signed_in")


def team_required(*roles: Role) -> Callable[[Callable[..., HttpResponseBase]], View]:
    """Members of the merchant's team; with `roles`, only those who hold one of them. Others get 403."""

    def decorate(view: Callable[..., HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if getattr(request, "merchant", None) is None:
                return redirect("team:no_merchant")
            if roles and cast("MerchantRequest", request).role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return _guarded(guarded, "team:" + ",".join(sorted(roles or Role.values)))

    return decorate


def staff_required(view: View) -> View:
    """Those who run the installation. Others get 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return _guarded(guarded, "staff")


def _guarded(view: View, name: str) -> View:
    view.guard = name  # type: ignore[attr-defined]  # read by the test that walks all doors
    return view
