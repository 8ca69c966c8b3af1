"""Changes of an app, each made once and written down."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from apps_marketplace.models import App, AppChange
from loyalty.audit.actions import record
from loyalty.errors import Refused
from loyalty.team.models import User


class AppMovedOn(Refused):
    code = "app_moved_on"
    message = _("That cannot be done any more: the app is now in the state “%(state)s”.")


def locked_app(app: App) -> App:
    """The app as it is now, and as nobody else can change it before the transaction ends."""
    # Of two who change it at the same time, the second must see what the first did.
    return (
        App.objects.select_for_update(of=["self"]).select_related("application", "developer").get(pk=app.pk)
    )


def changed_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """`before` and `after` with only what differs."""
    changed = [name for name in after if before[name] != after[name]]
    return {
        "before": {name: before[name] for name in changed},
        "after": {name: after[name] for name in changed},
    }


def note(
    app: App,
    action: str,
    *,
    by: User,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AppChange:
    """For the app's story and, where the app is a merchant's, for their audit, too."""
    told = {"before": dict(before or {}), "after": dict(after or {})}
    change = AppChange.objects.create(app=app, actor=by, action=action, at=at, **told)
    if app.developer:
        with scope(merchant=app.developer):
            record(
                f"app.{action}",
                subject="app",
                subject_id=app.pk,
                merchant_id=app.developer.pk,
                actor=by,
                at=at,
                **told,
            )
    return change
