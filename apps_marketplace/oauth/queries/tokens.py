"""What a client, a code or a token is, and what it is worth."""

from datetime import datetime
from typing import Any, TypeVar

from django_scopes import scope

from apps_marketplace.actions.moves import lock
from apps_marketplace.models import AccessToken, App, Application, Grant, RefreshToken
from apps_marketplace.oauth.scopes import narrowed
from apps_marketplace.oauth.snapshots import digest
from apps_marketplace.queries import allows, facts_of
from apps_marketplace.snapshots import AppFacts

Bound = TypeVar("Bound", Grant, RefreshToken)


def app_of_client(application: Application) -> AppFacts | None:
    """The app that this client is, or None for a client of no app."""
    row = App.objects.defer("logo").filter(application=application).first()
    return facts_of(row) if row else None


def what_token_says(token: str, *, application: Application, at: datetime) -> dict[str, Any]:
    """What RFC 7662 tells a client of its own token, and nothing of what is not its own or worth nothing."""
    found = held_token(token)
    if found is None or found.application_id != application.pk or not is_alive(found, at=at):
        return {"active": False}
    return {
        "active": True,
        "scope": " ".join(scopes_of(found)),
        "client_id": application.client_id,
        "token_type": "Bearer",
        "exp": int(found.expires.timestamp()),
        "iat": int(found.created.timestamp()),
        "account_id": found.merchant_id,
    }


def held_token(token: str) -> AccessToken | None:
    """The access token with all that decides what it is worth. One query."""
    around = ("merchant", "installation", "application__app")
    held = AccessToken.objects.select_related(*around).defer("application__app__logo")
    return held.filter(token_checksum=digest(token), application__app__isnull=False).first()


def is_alive(token: AccessToken, *, at: datetime) -> bool:
    """Whether the app may act with it: it is not over, the app is connected, and the plan still allows the app."""
    is_in_time = at < token.expires
    return is_in_time and token.installation.is_connected and allows(token.merchant.plan, app_of_token(token))


def scopes_of(token: AccessToken) -> list[str]:
    """What the app may do with it: what was granted with it, as far as that still counts."""
    return narrowed(token.scope.split(), token.installation.scopes, app_of_token(token).scopes)


def app_of_token(token: AccessToken) -> AppFacts:
    """The app that holds it."""
    return facts_of(token.application.app)


def lock_grant(code: str, *, application: Application) -> Grant | None:
    """What the code stands for, used or not; nobody else uses or revokes it before the transaction ends."""
    grants = Grant.objects.filter(code=digest(code), application=application)
    return _locked(grants.select_related("merchant").first())


def lock_refresh_token(token: str, *, application: Application) -> RefreshToken | None:
    """The refresh token, revoked or not; nobody else uses or revokes it before the transaction ends."""
    tokens = RefreshToken.objects.filter(token_checksum=digest(token), application=application)
    return _locked(tokens.select_related("merchant").first())


def _locked(found: Bound | None) -> Bound | None:
    if found is None:
        return None
    # Lock the installation, not the row: whoever removes the app must not wait for us while we wait for them.
    with scope(merchant=found.merchant):
        lock(found.installation_id)
    return type(found).objects.select_related("merchant", "installation").filter(pk=found.pk).first()
