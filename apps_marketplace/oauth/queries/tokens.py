"""What a client, a code or a token is, and what it is worth."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django_scopes import scope

from apps_marketplace.actions.moves import lock
from apps_marketplace.models import AccessToken, App, Application, Grant, Installation, RefreshToken
from apps_marketplace.oauth.queries.consents import still_agreed
from apps_marketplace.oauth.scopes import narrowed
from apps_marketplace.oauth.snapshots import digest
from apps_marketplace.queries import allows, facts_of
from apps_marketplace.snapshots import AppFacts

Bound = TypeVar("Bound", Grant, RefreshToken)


@dataclass(frozen=True)
class LiveToken:
    """A token that is worth something, whose it is, and what it is worth today."""

    row: AccessToken
    app: AppFacts
    scopes: tuple[str, ...]


def app_of_client(application: Application) -> AppFacts | None:
    """The app that this client is, or None for a client of no app."""
    row = App.objects.defer("logo").filter(application=application).first()
    return facts_of(row) if row else None


def what_token_says(token: str, *, application: Application, at: datetime) -> dict[str, Any]:
    """What RFC 7662 tells a client of its own token, and nothing of what is not its own or worth nothing."""
    found = live_token(token, at=at)
    if found is None or found.row.application_id != application.pk:
        return {"active": False}
    return {
        "active": True,
        "scope": " ".join(found.scopes),
        "client_id": application.client_id,
        "token_type": "Bearer",
        "exp": int(found.row.expires.timestamp()),
        "iat": int(found.row.created.timestamp()),
        "account_id": found.row.merchant_id,
    }


def live_token(token: str, *, at: datetime) -> LiveToken | None:
    """The access token if the app may act with it: its hour is not over, the app is connected, the plan allows it,
    and who agreed to it may still do so. One query.
    """
    around = ("merchant", "installation", "application__app")
    rows = AccessToken.objects.select_related(*around).defer("application__app__logo")
    rows = rows.filter(still_agreed("installation"))
    row = rows.filter(token_checksum=digest(token), application__app__isnull=False).first()
    if row is None or at >= row.expires or not row.installation.is_connected:
        return None
    app = facts_of(row.application.app)
    if not allows(row.merchant.plan, app):
        return None
    return LiveToken(row, app, tuple(narrowed(row.scope.split(), row.installation.scopes, app.scopes)))


def lock_grant(code: str, *, application: Application) -> Grant | None:
    """What the code stands for, used or not; nobody else uses or revokes it before the transaction ends."""
    grants = Grant.objects.filter(code=digest(code), application=application)
    return _locked(grants.select_related("merchant").first())


def lock_refresh_token(token: str, *, application: Application) -> RefreshToken | None:
    """The refresh token, revoked or not; nobody else uses or revokes it before the transaction ends."""
    tokens = RefreshToken.objects.filter(token_checksum=digest(token), application=application)
    return _locked(tokens.select_related("merchant").first())


def is_agreed(installation: Installation) -> bool:
    """Whether who agreed to what the app does may still do so."""
    with scope(merchant=installation.merchant):
        return Installation.objects.filter(still_agreed(), pk=installation.pk).exists()


def _locked(found: Bound | None) -> Bound | None:
    if found is None:
        return None
    # Lock the installation, not the row: whoever removes the app must not wait for us while we wait for them.
    with scope(merchant=found.merchant):
        lock(found.installation_id)
    return type(found).objects.select_related("merchant", "installation").filter(pk=found.pk).first()
