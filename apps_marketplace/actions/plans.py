"""A change of plan, and what it means for the apps of a shop."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from apps_marketplace.actions import moves
from apps_marketplace.actions.pauses import AT_WORK, hold, let_go
from apps_marketplace.models import PAUSE_REASONS, Installation, Pause
from apps_marketplace.queries import all_apps, allows, allows_now, working_apps
from loyalty import flows
from loyalty.merchants.models import Merchant, Plan
from loyalty.team.models import User


@transaction.atomic
def move_to_plan(merchant: Merchant, plan: Plan, *, by: User | None, at: datetime) -> None:
    """The plan counts at once: apps it does not allow are paused, and those that only a plan had paused go on.

    Twice is once.
    """
    # Lock the installations before the merchant, as all do who connect an app: they ask for the plan under that lock.
    moves.lock_all(merchant)
    flows.plan_changed(merchant, plan, by=by, at=at)
    apps = {app.slug: app for app in all_apps()}
    for installation in working_apps(merchant):
        if installation.app in apps:
            is_allowed = allows(merchant.plan, apps[installation.app])
            _fit(installation, merchant, is_allowed=is_allowed, by=by, at=at)


@transaction.atomic
def fit_to_plan(installation: Installation, *, by: User | None, at: datetime) -> None:
    """The app is paused for want of a plan, or goes on, as the shop's plan and the app stand now. Twice is once.

    One that is not at work is left alone.
    """
    # Ask for the plan under the lock: whoever changes it holds that, too.
    locked = moves.lock(installation.pk)
    if locked.state in AT_WORK:
        _fit(locked, locked.merchant, is_allowed=allows_now(locked), by=by, at=at)


def _fit(
    installation: Installation, merchant: Merchant, *, is_allowed: bool, by: User | None, at: datetime
) -> None:
    if is_allowed:
        let_go(installation, Pause.PLAN, by=by, at=at)
        return
    with translation.override(merchant.language):
        why = str(PAUSE_REASONS[Pause.PLAN])
    hold(installation, Pause.PLAN, why=why, by=by, at=at)
