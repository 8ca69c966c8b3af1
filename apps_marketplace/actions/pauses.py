"""Apps that are paused, for one reason or for several at once, and go on when none is left."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps_marketplace.actions.approvals import said
from apps_marketplace.actions.endpoints import open_endpoint
from apps_marketplace.actions.installations import PlanTooSmall
from apps_marketplace.actions.moves import CannotMove, lock, move, write_down
from apps_marketplace.models import Installation, InstallationState, Pause
from apps_marketplace.queries import allows_now
from loyalty.errors import Refused
from loyalty.team.models import User
from loyalty.webhooks.actions import stop_webhooks

AT_WORK = (InstallationState.CONNECTED, InstallationState.PAUSED)


class PausedByStaff(Refused):
    code = "paused_by_staff"
    message = _("Staff paused this app, and only they can let it go on.")


class NeedsConsent(Refused):
    code = "needs_consent"
    message = _("Authorize this app again.")


def pause_app(installation: Installation, *, why: str, at: datetime, by: User | None = None) -> Installation:
    """The app may do nothing until the merchant has seen to it; `why` is a sentence for them. Twice is once."""
    return hold(installation, Pause.MERCHANT, why=why, by=by, at=at)


@transaction.atomic
def resume_app(installation: Installation, *, by: User, at: datetime) -> Installation:
    """A paused app goes on. Twice is once.

    Refuses one that is not at work (`CannotMove`), that staff paused (`PausedByStaff`), that has to be authorized
    again (`NeedsConsent`), and one that is for paid plans on the free one (`PlanTooSmall`).
    """
    locked = lock(installation.pk)
    if Pause.STAFF in locked.pauses:
        raise PausedByStaff
    if Pause.CONSENT in locked.pauses:
        raise NeedsConsent
    if locked.state in AT_WORK and not allows_now(locked):
        raise PlanTooSmall
    return let_go(locked, Pause.MERCHANT, by=by, at=at)


def suspend_app(installation: Installation, *, reason: str, by: User, at: datetime) -> Installation:
    """The app may do nothing until staff let it go on, and the merchant reads why. Twice is once.

    Refuses a blank `reason` (`WordsMissing`), and an app that is not at work (`CannotMove`).
    """
    return hold(installation, Pause.STAFF, why=said(reason), by=by, at=at)


def release_app(installation: Installation, *, by: User, at: datetime) -> Installation:
    """What staff paused goes on, unless it is paused for another reason, too. Twice is once."""
    return let_go(installation, Pause.STAFF, by=by, at=at)


@transaction.atomic
def hold(
    installation: Installation, cause: Pause, *, why: str, at: datetime, by: User | None = None
) -> Installation:
    """The app is paused for this reason, beside others that there may be. Twice is once.

    Refuses (`CannotMove`) an app that is not at work.
    """
    locked = lock(installation.pk)
    if cause in locked.pauses:
        return locked
    if locked.state not in AT_WORK:
        raise CannotMove(state=locked.get_state_display())
    return _pause(locked, cause, {**locked.pauses, cause.value: why}, by=by, at=at)


@transaction.atomic
def let_go(installation: Installation, cause: Pause, *, at: datetime, by: User | None = None) -> Installation:
    """The app is not paused for this reason any more, and goes on if there is no other. Twice is once.

    Refuses (`CannotMove`) an app that is not at work.
    """
    locked = lock(installation.pk)
    if locked.state not in AT_WORK:
        raise CannotMove(state=locked.get_state_display())
    if cause not in locked.pauses:
        return locked
    left = {other: why for other, why in locked.pauses.items() if other != cause}
    if left:
        return _pause(locked, Pause(next(iter(left))), left, by=by, at=at)
    resumed = move(locked, InstallationState.CONNECTED, by=by, at=at)
    open_endpoint(resumed, at=at)
    return resumed


def _pause(
    locked: Installation, cause: Pause, pauses: dict[str, str], *, by: User | None, at: datetime
) -> Installation:
    before, locked.state, locked.pauses = locked.state, InstallationState.PAUSED, pauses
    write_down(locked, before=before, by=by, at=at, why=pauses[cause], cause=cause)
    stop_webhooks(locked.merchant, locked.app, at)
    return locked
