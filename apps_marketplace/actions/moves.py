"""One step of an installation, taken once however many people take it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps_marketplace.models import MOVES, Installation, InstallationMove, InstallationState, Pause
from loyalty.audit.actions import record
from loyalty.errors import Refused
from loyalty.jobs.actions import later
from loyalty.merchants.models import Merchant
from loyalty.outbox.actions import announce_installation
from loyalty.team.models import User

# What the outside is told of.
ANNOUNCED = (InstallationState.CONNECTED, InstallationState.PAUSED, InstallationState.REMOVED)


class CannotMove(Refused):
    code = "installation_moved_on"
    message = _("That cannot be done any more: the app is now in the state “%(state)s”.")


def lock(installation_id: int) -> Installation:
    """The installation as it is now, and as nobody else can change it before the transaction ends."""
    # Of two who decide at the same time, the second must see what the first decided.
    return (
        Installation.objects.select_for_update(of=["self"]).select_related("merchant").get(pk=installation_id)
    )


def lock_all(merchant: Merchant) -> None:
    """Nobody else changes any installation of the merchant's before the transaction ends."""
    list(Installation.objects.select_for_update().filter(merchant=merchant).order_by("pk").values_list("pk"))


@transaction.atomic
def move(
    installation: Installation,
    to: InstallationState,
    *,
    by: User | None,
    at: datetime,
    why: str = "",
    clears: bool = False,
) -> Installation:
    """The installation in its new state, paused no more. One that is there already stays, and nothing is written.

    Refuses (`CannotMove`) what `MOVES` does not allow.
    """
    locked = lock(installation.pk)
    allowed = MOVES[locked.state]
    if locked.state == to and to not in allowed:
        return locked
    if to not in allowed:
        raise CannotMove(state=locked.get_state_display())
    before, locked.state, locked.pauses = locked.state, to, {}
    write_down(locked, before=before, by=by, at=at, why=why, clears=clears)
    return locked


def write_down(
    installation: Installation,
    *,
    before: str,
    by: User | None,
    at: datetime,
    why: str = "",
    cause: Pause | str = "",
    clears: bool = False,
) -> InstallationMove:
    """Keep the step that has just been taken, for the story and, where a person took it, for the audit.

    `clears` if the app is asked to delete what it holds.
    """
    # The number comes from what the caller saw: of two who saw the same, the database lets one write.
    installation.steps += 1
    installation.save(update_fields=["state", "steps", "pauses"])
    if by is not None:
        said: dict[str, Any] = {"why": why} if why else {}
        said |= {"clear_data": True} if clears else {}
        record(
            f"installation.{installation.state}",
            subject="installation",
            subject_id=installation.pk,
            merchant_id=installation.merchant_id,
            actor=by,
            at=at,
            before={"state": before} if before else {},
            after={"app": installation.app, "state": installation.state} | said,
        )
    taken = InstallationMove.objects.create(
        merchant_id=installation.merchant_id,
        installation=installation,
        number=installation.steps,
        before=before,
        after=installation.state,
        actor=by,
        why=why,
        cause=cause,
        at=at,
    )
    if installation.state in ANNOUNCED:
        told = announced(installation, clears=clears)
        announce_installation(installation.pk, told, merchant_id=installation.merchant_id, at=at)
    later(
        "apps.tell",
        merchant_id=installation.merchant_id,
        key=f"{installation.pk}-{installation.steps}",
        args={"move": taken.pk},
    )
    return taken


def announced(installation: Installation, *, clears: bool) -> dict[str, Any]:
    """What the outside hears of where the app stands; of one that was removed, if it is to delete what it holds."""
    told = {"id": installation.pk, "app": installation.app, "state": installation.state}
    return told | ({"clear_data": clears} if installation.state == InstallationState.REMOVED else {})
