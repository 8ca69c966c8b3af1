"""Who a caller with a merchant's key is."""

import base64
import binascii

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import scope
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from loyalty.api.throttles import take_by_key
from loyalty.merchants.actions import note_use
from loyalty.merchants.authentication import Principal, principal_of
from loyalty.merchants.models import ApiKey
from loyalty.merchants.queries.keys import PREFIXES

REALM = 'Bearer realm="v1"'


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer api_…`, or Basic with the key as the user's name, as older clients send it."""

    def authenticate(self, request: Request) -> tuple[Principal, ApiKey] | None:
        """The key's merchant and scopes. Anything that does not begin like a key is left to others."""
        secret = credential(request)
        if not secret.startswith(PREFIXES):
            return None
        at = timezone.now()
        known = take_by_key(secret, limit=settings.API_REQUESTS_PER_SECOND, at=at)
        if known is None:
            raise AuthenticationFailed(_("This key is not known, or is over."))
        key, request.taken = known  # type: ignore[attr-defined]  # the throttle's, which comes next
        with scope(merchant=key.merchant):
            note_use(key, at=at)
        return principal_of(key), key

    def authenticate_header(self, _request: Request) -> str:
        """Without this a caller who is nobody would be answered 403."""
        return REALM


def credential(request: Request) -> str:
    """What the caller sent to prove itself: a bearer's word, or the user's name of Basic; else nothing."""
    kind, _space, said = str(request.META.get("HTTP_AUTHORIZATION", "")).partition(" ")
    if kind.lower() == "bearer":
        return said.strip()
    return _user_name(said) if kind.lower() == "basic" else ""


def _user_name(said: str) -> str:
    try:
        return base64.b64decode(said, validate=True).decode().partition(":")[0]
    except (binascii.Error, ValueError):
        return ""
