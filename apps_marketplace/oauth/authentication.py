"""Who calls the REST API with a token: an app, for the merchant that it is installed at."""

from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from apps_marketplace.models import AccessToken
from apps_marketplace.oauth.queries import LiveToken, live_token
from loyalty.merchants.authentication import Principal

# Those are keys, which others look at.
KEYS = ("api_", "pub_")


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`. One query, by the token's hash. `request.auth` is the token's row.

    Refuses what is unknown, revoked or over, an app that is not connected, and a plan that no longer allows it.
    """

    def authenticate(self, request: Request) -> tuple[Principal, AccessToken] | None:
        token = _bearer(get_authorization_header(request))
        if token is None:
            return None
        found = live_token(token, at=now())
        if found is None:
            raise AuthenticationFailed(_("The access token is not valid, or not any more."))
        return principal_of(found), found.row

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 -- DRF passes it
        return 'Bearer realm="api"'


def principal_of(token: LiveToken) -> Principal:
    """Who calls with this token."""
    return Principal(
        merchant=token.row.merchant,
        scopes=frozenset(token.scopes),
        name=token.app.name,
        bucket=f"token:{token.row.pk}",
        installation_id=token.row.installation_id,
        source=token.app.slug,
    )


def _bearer(header: bytes) -> str | None:
    scheme, _space, token = header.decode("latin-1").partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and token and not token.startswith(KEYS) else None
