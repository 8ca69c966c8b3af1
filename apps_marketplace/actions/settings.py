"""What a merchant tells an app: checked, kept, and enough to connect one that asks for no consent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from apps_marketplace.actions.changes import changed_between
from apps_marketplace.actions.installations import connect_app
from apps_marketplace.actions.moves import CannotMove, lock
from apps_marketplace.connectors import CONNECTORS, ChecksSettings
from apps_marketplace.models import Installation, InstallationSecret
from apps_marketplace.queries import app_of, installation_of, settings_of, takes_settings
from apps_marketplace.snapshots import AppFacts
from loyalty.audit.actions import record
from loyalty.merchants.models import Merchant
from loyalty.team.models import User


def save_settings(
    merchant: Merchant, *, app: str, settings: Mapping[str, Any], by: User, at: datetime
) -> Installation:
    """The app works with these from now on, and is connected if it waited for nothing else.

    A secret that is blank stays as it is. Refuses (`NotInstalled`, `CannotMove`) an app that is not approved, and
    (`SettingsRefused`) what the connector says does not work; then nothing has changed.
    """
    facts, installation = app_of(app), installation_of(merchant, app=app)
    given = {one.name: settings[one.name] for one in facts.settings if one.name in settings}
    wanted = {**settings_of(installation), **_said(given, facts)}
    # Before the transaction: the provider may take its time to answer, and nobody else should wait for that.
    _check(facts, wanted)
    with transaction.atomic():
        return _keep(installation, facts, given, by=by, at=at)


def _keep(
    installation: Installation, facts: AppFacts, given: Mapping[str, Any], *, by: User, at: datetime
) -> Installation:
    locked = lock(installation.pk)
    if not takes_settings(locked, facts):
        raise CannotMove(state=locked.get_state_display())
    before, secrets = dict(locked.settings), {name: given[name] for name in facts.secrets if given.get(name)}
    locked.settings = {**before, **{name: given[name] for name in given if name not in facts.secrets}}
    locked.save(update_fields=["settings"])
    for name, value in secrets.items():
        InstallationSecret.objects.update_or_create(
            merchant=locked.merchant,
            installation=locked,
            name=name,
            defaults={"value": value, "saved_at": at},
        )
    _note(locked, before, secrets=sorted(secrets), by=by, at=at)
    if facts.asks_consent:
        return locked
    return connect_app(locked.merchant, app=facts.slug, by=by, at=at, scopes=facts.scopes)


def _check(facts: AppFacts, wanted: Mapping[str, Any]) -> None:
    connector = CONNECTORS.get(facts.slug)
    if connector and issubclass(connector, ChecksSettings):
        connector().check(wanted)


def _said(given: Mapping[str, Any], facts: AppFacts) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value or name not in facts.secrets}


def _note(
    installation: Installation, before: Mapping[str, Any], *, secrets: list[str], by: User, at: datetime
) -> None:
    """What was changed, and of secrets only which."""
    old = {name: before.get(name) for name in installation.settings}
    changed = changed_between(old, installation.settings)
    if not changed["after"] and not secrets:
        return
    record(
        "installation.settings_changed",
        subject="installation",
        subject_id=installation.pk,
        merchant_id=installation.merchant_id,
        actor=by,
        at=at,
        before=changed["before"],
        after={**changed["after"], "app": installation.app} | ({"secrets": secrets} if secrets else {}),
    )
