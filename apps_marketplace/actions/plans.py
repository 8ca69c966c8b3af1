"""A change of plan, and what it means for the apps of a shop."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from apps_marketplace.actions import moves
from apps_marketplace.actions.pauses import hold, let_go
from apps_marketplace.models import Installation, Pause
from apps_marketplace.queries import all_apps, allows, working_apps
from apps_marketplace.snapshots import AppFacts
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
            _fit(installation, apps[installation.app], merchant, by=by, at=at)


def _fit(
    installation: Installation, app: AppFacts, merchant: Merchant, *, by: User | None, at: datetime
) -> None:
    if allows(merchant.plan, app):
        let_go(installation, Pause.PLAN, by=by, at=at)
        return
    with translation.override(merchant.language):
        why = _("It is for paid plans, and your shop is on the free one.")
    hold(installation, Pause.PLAN, why=why, by=by, at=at)
