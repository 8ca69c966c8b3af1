"""oauthlib's server, and how requests of Django's get into it and answers out of it."""

import re
from typing import Any

from django.http import HttpRequest, QueryDict
from oauthlib.common import Request
from oauthlib.oauth2 import InvalidRequestError, InvalidRequestFatalError, WebApplicationServer

from apps_marketplace.oauth.actions import lifetime_of
from apps_marketplace.oauth.adapters.validator import AppValidator
from apps_marketplace.oauth.snapshots import Asked

# What BASE64URL of a SHA-256 looks like: RFC 7636, section 4.2.
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")

Answer = tuple[dict[str, str], str, int]


def _lifetime(request: Request) -> int:
    return lifetime_of(request.client)


SERVER = WebApplicationServer(AppValidator(), token_expires_in=_lifetime)


def read_authorization(query: QueryDict) -> Asked:
    """What an app asks for at /oauth2/authorize.

    Raises oauthlib's errors: a `FatalClientError` must be answered here; any other goes back to the app.
    """
    _refuse_nul(query)
    try:
        scopes, found = SERVER.validate_authorization_request(f"/?{query.urlencode()}")
    except ValueError as error:
        raise InvalidRequestFatalError(description="Unable to parse query string") from error
    request = found["request"]
    _check_challenge(request)
    return Asked(
        application=request.client,
        app=request.app,
        scopes=tuple(dict.fromkeys(scopes)),
        redirect_uri=request.redirect_uri,
        state=request.state or "",
        challenge=request.code_challenge or "",
    )


def answer_token(request: HttpRequest) -> Answer:
    """Headers, body and status for an exchange of a code or a refresh token. Belongs into one transaction."""
    headers, body, status = SERVER.create_token_response(*_parts(request))
    return headers, body, status


def answer_revocation(request: HttpRequest) -> Answer:
    """Headers, body and status for a client that gives a token back."""
    headers, body, status = SERVER.create_revocation_response(*_parts(request))
    return headers, body, status


def client_of(request: HttpRequest) -> Any:
    """The client that asks and proved it, else None."""
    asked = Request(*_parts(request))
    return asked.client if SERVER.request_validator.authenticate_client(asked) else None


def _parts(request: HttpRequest) -> tuple[str, str, str, dict[str, str]]:
    _refuse_nul(request.GET)
    _refuse_nul(request.POST)
    uri = f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path
    return uri, request.method or "", request.POST.urlencode(), dict(request.headers)


def _check_challenge(request: Request) -> None:
    # Without a method it would be "plain", which whoever sees the request can answer.
    if request.code_challenge is None:
        return
    if request.code_challenge_method != "S256":
        raise InvalidRequestError(description="code_challenge_method must be S256.", request=request)
    if not CHALLENGE.fullmatch(request.code_challenge):
        raise InvalidRequestError(
            description="code_challenge is not a SHA-256 in base64url.", request=request
        )


def _refuse_nul(parameters: QueryDict) -> None:
    if any("\x00" in text for name, texts in parameters.lists() for text in (name, *texts)):
        raise InvalidRequestFatalError(description="NUL is not text.")
