"""Apps that come and go at a merchant, and what they bring."""

from datetime import datetime

from django.db import transaction

from apps_marketplace.connectors import CONNECTORS
from apps_marketplace.models import Installation, InstallationState
from earning.actions import bring_actions, withdraw_actions
from loyalty.merchants.models import Merchant


@transaction.atomic
def connect_app(merchant: Merchant, *, app: str, at: datetime) -> Installation:
    """The app is installed and works; rules can be about what it brings. Twice is once."""
    installation = _in_state(merchant, app, InstallationState.CONNECTED, at=at)
    if app in CONNECTORS:
        bring_actions(merchant, source=app, actions=CONNECTORS[app].actions, at=at)
    return installation


@transaction.atomic
def remove_app(merchant: Merchant, *, app: str, at: datetime) -> Installation:
    """The app is gone; the rules about what it brought wait for it to come back. Twice is once."""
    installation = _in_state(merchant, app, InstallationState.REMOVED, at=at)
    withdraw_actions(merchant, source=app, at=at)
    return installation


def _in_state(merchant: Merchant, app: str, state: InstallationState, *, at: datetime) -> Installation:
    known, _is_new = Installation.objects.update_or_create(
        merchant=merchant,
        app=app,
        defaults={"state": state},
        create_defaults={"state": state, "requested_at": at},
    )
    return known
