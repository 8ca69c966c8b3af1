"""An app's way into the catalogue and out of it."""

from datetime import datetime

from django.db import transaction

from apps_marketplace.actions.approvals import said
from apps_marketplace.actions.changes import AppMovedOn, changed_between, locked_app, note
from apps_marketplace.models import APP_MOVES, App, Approval, AppState
from loyalty.jobs.actions import later
from loyalty.team.models import User


def submit_app(app: App, *, by: User, at: datetime) -> App:
    """Staff look at the app now. Twice is once."""
    return _move(app, AppState.IN_REVIEW, by=by, at=at)


def list_app(app: App, *, by: User, at: datetime) -> App:
    """Merchants can install the app. Twice is once."""
    return _move(app, AppState.LISTED, by=by, at=at)


def hand_back_app(app: App, *, reason: str, by: User, at: datetime) -> App:
    """The app is a draft again, and its developer reads why. Refuses a blank `reason` (`WordsMissing`)."""
    return _move(app, AppState.DRAFT, by=by, at=at, why=said(reason))


def withdraw_app(app: App, *, by: User, at: datetime) -> App:
    """Nobody can install the app any more; those who have it keep it. Twice is once."""
    return _move(app, AppState.WITHDRAWN, by=by, at=at)


@transaction.atomic
def set_app_policy(app: App, *, approval: Approval, is_paid_only: bool, by: User, at: datetime) -> App:
    """Which installs staff look at from now on, and whether the app is for paid plans only.

    Shops that use it follow as soon as a worker is free.
    """
    locked = locked_app(app)
    before = {"approval": locked.approval, "is_paid_only": locked.is_paid_only}
    locked.approval, locked.is_paid_only = approval, is_paid_only
    locked.save(update_fields=["approval", "is_paid_only"])
    told = changed_between(before, {"approval": approval, "is_paid_only": is_paid_only})
    if not told["after"]:
        return locked
    change = note(locked, "policy_set", by=by, at=at, **told)
    if "is_paid_only" in told["after"]:
        # Once this is committed: who connects an app or changes plans meanwhile is seen then.
        args = {"app": locked.slug, "by": by.pk, "at": at.isoformat()}
        later("apps.fit_plans", merchant_id=None, key=str(change.pk), args=args)
    return locked


@transaction.atomic
def _move(app: App, to: AppState, *, by: User, at: datetime, why: str = "") -> App:
    locked = locked_app(app)
    if locked.state == to:
        return locked
    if to not in APP_MOVES[locked.state]:
        raise AppMovedOn(state=locked.get_state_display())
    before, locked.state, locked.review_note = locked.state, to, why
    locked.save(update_fields=["state", "review_note"])
    after = {"state": to} | ({"why": why} if why else {})
    note(locked, to.value, by=by, at=at, before={"state": before}, after=after)
    return locked
