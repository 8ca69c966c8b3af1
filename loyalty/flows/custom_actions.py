"""What a team member does to the actions that the merchant named."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from earning.actions import (
    ActionTerms,
    archive_action,
    change_action,
    define_action,
    delete_action,
    restore_action,
)
from earning.models import CustomAction
from loyalty.audit.actions import record
from loyalty.merchants.models import Merchant
from loyalty.team.models import User


@transaction.atomic
def action_defined(merchant: Merchant, *, terms: ActionTerms, by: User, at: datetime) -> CustomAction:
    """An action that rules can be about from now on; `define_action` says what refuses."""
    action = define_action(merchant, terms=terms, at=at)
    _record("custom_action.defined", action, by=by, at=at, after=asdict(terms))
    return action


@transaction.atomic
def action_changed(action: CustomAction, *, terms: ActionTerms, by: User, at: datetime) -> None:
    """The action says this from now on; `change_action` says what refuses. What is so already changes nothing."""
    # Lock before looking: what is written down must be what was there.
    locked = CustomAction.objects.select_for_update().get(pk=action.pk)
    change_action(locked, terms=terms)
    after = {name: value for name, value in asdict(terms).items() if getattr(locked, name) != value}
    if after:
        before = {name: getattr(locked, name) for name in after}
        _record("custom_action.changed", action, by=by, at=at, before=before, after=after)


@transaction.atomic
def action_archived(action: CustomAction, *, by: User, at: datetime) -> None:
    """Nothing counts towards the action until it is restored. Twice is once."""
    locked = _locked(action)
    if not locked.is_archived:
        archive_action(locked, at=at)
        _record("custom_action.archived", locked, by=by, at=at)


@transaction.atomic
def action_restored(action: CustomAction, *, by: User, at: datetime) -> None:
    """The action and its rules count again. Twice is once."""
    locked = _locked(action)
    if locked.is_archived:
        restore_action(locked, at=at)
        _record("custom_action.restored", locked, by=by, at=at)


@transaction.atomic
def action_deleted(action: CustomAction, *, by: User, at: datetime) -> None:
    """The action is gone. Refused as `ActionInUse` while there are rules about it."""
    delete_action(action)
    _record(
        "custom_action.deleted", action, by=by, at=at, before={"name": action.name, "token": action.token}
    )


def _locked(action: CustomAction) -> CustomAction:
    return CustomAction.objects.select_for_update(of=["self"]).select_related("merchant").get(pk=action.pk)


def _record(name: str, action: CustomAction, *, by: User, at: datetime, **values: dict[str, Any]) -> None:
    record(
        name,
        subject="custom_action",
        subject_id=action.pk,
        merchant_id=action.merchant_id,
        actor=by,
        at=at,
        **values,
    )
