"""What oauthlib asks of us while it works through a request: RFC 6749, 7636 and 9700."""

import base64
import binascii
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from django.utils.crypto import constant_time_compare
from django.utils.timezone import now
from oauthlib.common import Request
from oauthlib.oauth2 import RequestValidator

from apps_marketplace.actions.authorizations import finish_authorizing
from apps_marketplace.models import AccessToken, Application, Grant, InstallationState, RefreshToken
from apps_marketplace.oauth.actions import revoke_family, rotate_token
from apps_marketplace.oauth.actions.tokens import REFRESH_LASTS
from apps_marketplace.oauth.queries import app_of_client, is_agreed, lock_grant, lock_refresh_token
from apps_marketplace.oauth.scopes import beyond, narrowed
from apps_marketplace.oauth.snapshots import Issued, digest
from apps_marketplace.queries import allows

GRANT_TYPES = ("authorization_code", "refresh_token")


class AppValidator(RequestValidator):
    """Every client has a secret, every token an installation. `request` carries what was found from step to step."""

    def client_authentication_required(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        return True

    def authenticate_client(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        credentials = _credentials(request)
        if credentials is None or not self.validate_client_id(credentials[0], request):
            return False
        return _knows_secret(request.client, credentials[1], at=now())

    def validate_client_id(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> bool:
        application = Application.objects.filter(client_id=client_id).first()
        app = app_of_client(application) if application else None
        if app is None:
            return False
        request.client, request.app = application, app
        return True

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        # To the letter: RFC 9700, section 2.1.
        return redirect_uri in request.client.redirect_uris.split()

    def get_default_redirect_uri(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> str:
        return str(request.client.default_redirect_uri)

    def validate_response_type(
        self,
        client_id: str,
        response_type: str,
        client: Application,
        request: Request,
        *args: Any,
        **kwargs: Any,
    ) -> bool:
        return response_type == "code"

    def validate_grant_type(
        self,
        client_id: str,
        grant_type: str,
        client: Application,
        request: Request,
        *args: Any,
        **kwargs: Any,
    ) -> bool:
        return grant_type in GRANT_TYPES

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        return not request.client.is_pkce_exempt

    def validate_scopes(
        self,
        client_id: str,
        scopes: list[str],
        client: Application,
        request: Request,
        *args: Any,
        **kwargs: Any,
    ) -> bool:
        return bool(scopes) and not beyond(scopes, request.app.scopes)

    def get_default_scopes(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> list[str]:
        return list(request.app.scopes)

    def validate_code(
        self, client_id: str, code: str, client: Application, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        grant = lock_grant(code, application=client)
        if grant is None:
            return False
        if grant.used_at is not None:
            # Two have the code, and one of them should not.
            revoke_family(grant.family, at=now())
            return False
        if not _is_worth_tokens(grant, request):
            return False
        request.grant, request.user, request.scopes = grant, grant.user, grant.scope.split()
        request.extra_credentials = {"account_id": grant.merchant_id}
        return True

    def get_code_challenge(self, code: str, request: Request) -> str | None:
        return request.grant.code_challenge or None

    def get_code_challenge_method(self, code: str, request: Request) -> str | None:
        return request.grant.code_challenge_method or None

    def confirm_redirect_uri(
        self,
        client_id: str,
        code: str,
        redirect_uri: str,
        client: Application,
        request: Request,
        *args: Any,
        **kwargs: Any,
    ) -> bool:
        return bool(redirect_uri == request.grant.redirect_uri)

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """Nothing is left to do: the code was marked as used together with its tokens."""

    def validate_refresh_token(
        self, refresh_token: str, client: Application, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        token = lock_refresh_token(refresh_token, application=client)
        if token is None:
            return False
        if token.revoked is not None:
            # It was renewed before: two have the family, and one of them should not.
            revoke_family(token.token_family, at=now())
            return False
        if now() >= token.created + REFRESH_LASTS or not _may_act(
            token, request, InstallationState.CONNECTED
        ):
            return False
        request.held, request.user = token, token.user
        request.extra_credentials = {"account_id": token.merchant_id}
        return True

    def get_original_scopes(
        self, refresh_token: str, request: Request, *args: Any, **kwargs: Any
    ) -> list[str]:
        """What the merchant agreed to, as far as it still counts."""
        token = request.held
        return narrowed(token.scope.split(), token.installation.scopes, request.app.scopes)

    def rotate_refresh_token(self, request: Request) -> bool:
        return True

    def save_bearer_token(self, token: dict[str, Any], request: Request, *args: Any, **kwargs: Any) -> None:
        issued = Issued(token["access_token"], token["refresh_token"], token["scope"], token["expires_in"])
        if request.grant_type == "refresh_token":
            rotate_token(request.held, issued, at=now())
        else:
            finish_authorizing(request.grant, issued, at=now())

    def revoke_token(
        self, token: str, token_type_hint: str | None, request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """The whole family, whichever of its tokens is named; nothing of another client's."""
        ours = RefreshToken.objects.filter(application=request.client)
        known = digest(token)
        named = ours.filter(token_checksum=known) | ours.filter(access_token__token_checksum=known)
        for family in set(named.values_list("token_family", flat=True)):
            revoke_family(family, at=now())
        AccessToken.objects.filter(application=request.client, token_checksum=known).delete()


def _credentials(request: Request) -> tuple[str, str] | None:
    """Who the client says it is, in one way and not in two."""
    header = request.headers.get("Authorization", "")
    if not header:
        return (
            (request.client_id, request.client_secret)
            if request.client_id and request.client_secret
            else None
        )
    given = _basic(header)
    is_twofold = request.client_secret or (given and request.client_id not in (None, given[0]))
    return None if is_twofold else given


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _space, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (unquote_plus(client_id), unquote_plus(secret)) if colon and "\x00" not in client_id else None


def _knows_secret(application: Application, secret: str, *, at: datetime) -> bool:
    given = digest(secret)
    until = application.previous_secret_until
    is_previous = (
        until is not None and at < until and constant_time_compare(given, application.previous_secret)
    )
    return constant_time_compare(given, application.client_secret) or is_previous


def _is_worth_tokens(grant: Grant, request: Request) -> bool:
    # A verifier for a code without a challenge: somebody took the challenge out on the way (RFC 9700, section 4.8).
    is_downgraded = bool(request.code_verifier) and not grant.code_challenge
    allowed = (InstallationState.AUTHORIZING, InstallationState.CONNECTED)
    return now() < grant.expires and not is_downgraded and _may_act(grant, request, *allowed)


def _may_act(bound: Grant | RefreshToken, request: Request, *states: InstallationState) -> bool:
    is_at_work = bound.installation.state in states and allows(bound.merchant.plan, request.app)
    return is_at_work and is_agreed(bound.installation)
