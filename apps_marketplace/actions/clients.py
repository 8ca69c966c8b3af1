"""What staff settle about an app's OAuth client."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from apps_marketplace.actions.changes import AppMovedOn, locked_app, note
from apps_marketplace.actions.endpoints import follow_address
from apps_marketplace.actions.registrations import Registered, set_webhook
from apps_marketplace.connectors import CONNECTORS
from apps_marketplace.models import App, AppState
from apps_marketplace.oauth.actions.clients import (
    change_redirects,
    register_client,
    rotate_secret,
    set_pkce_exemption,
)
from loyalty.team.models import User


@transaction.atomic
def set_up_client(
    app: App,
    *,
    redirect_uris: Iterable[str],
    start_url: str = "",
    webhook_url: str = "",
    is_pkce_exempt: bool = False,
    by: User,
    at: datetime,
) -> Registered:
    """The app's OAuth client as staff say it is; secrets are new where there were none, else blank.

    A new webhook address counts in all shops that have the app; a first one in those that connect it from then on.
    Refuses addresses as `register_client` and webhooks do.
    """
    locked, secret, redirect_uris = locked_app(app), "", list(redirect_uris)
    if locked.application is None:
        locked.application, secret = register_client(name=locked.name, redirect_uris=redirect_uris, at=at)
    else:
        change_redirects(locked.application, redirect_uris=redirect_uris)
    set_pkce_exemption(locked.application, is_exempt=is_pkce_exempt, at=at)
    before = locked.webhook_url
    locked.start_url, webhook_secret = start_url, set_webhook(locked, webhook_url)
    locked.save(update_fields=["application", "start_url", "webhook_url", "webhook_secret"])
    told = {"redirect_uris": redirect_uris, "start_url": start_url, "webhook_url": webhook_url}
    moved = follow_address(locked, before=before, by=by, at=at)
    after = {**told, "is_pkce_exempt": is_pkce_exempt} | ({"moved_endpoints": moved} if moved else {})
    note(locked, "client_set", by=by, at=at, after=after)
    return Registered(locked, secret, webhook_secret)


@transaction.atomic
def renew_secret(app: App, *, by: User, at: datetime) -> Registered:
    """A new client secret; the one before works for some days more. Refuses an app without a client."""
    locked = locked_app(app)
    if locked.application is None:
        raise AppMovedOn(state=locked.get_state_display())
    secret = rotate_secret(locked.application, at=at)
    note(locked, "secret_renewed", by=by, at=at)
    return Registered(locked, secret)


def row_of_manifest(slug: str, *, at: datetime) -> App:
    """Where it is kept what was settled here about an app that is code; made when it is first asked for."""
    manifest = CONNECTORS[slug]
    written: dict[str, Any] = {
        "name": manifest.name,
        "category": manifest.category,
        "scopes": list(manifest.scopes),
        "approval": manifest.approval,
        "is_paid_only": manifest.is_paid_only,
        "state": AppState.LISTED,
        "created_at": at,
    }
    return App.objects.get_or_create(slug=slug, defaults=written)[0]
