"""Apps that a merchant asks for, connects and removes, and what they bring."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps_marketplace.actions.endpoints import open_endpoint
from apps_marketplace.actions.farewells import part_with
from apps_marketplace.actions.moves import CannotMove, lock, move, write_down
from apps_marketplace.models import Approval, Installation, InstallationSecret, InstallationState, Pause
from apps_marketplace.oauth.actions import revoke_installation_tokens
from apps_marketplace.queries import (
    allows,
    allows_now,
    app_of,
    has_worked,
    installation_of,
    needs_approval,
)
from earning.actions import bring_actions, withdraw_actions
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.team.models import User
from loyalty.webhooks.actions import stop_webhooks

# Where asking for it once more changes something.
ASKABLE = (InstallationState.REQUESTED, InstallationState.DECLINED, InstallationState.REMOVED)


class AppNotOffered(Refused):
    code = "app_not_offered"
    message = _("This app cannot be installed at present.")


class CannotClear(Refused):
    code = "cannot_clear"
    message = _("This app holds nothing that it could be asked to delete. Remove it without asking.")


class PlanTooSmall(Refused):
    code = "plan_too_small"
    message = _("This app is for paid plans. Change your plan first.")


@transaction.atomic
def request_install(merchant: Merchant, *, app: str, by: User | None, at: datetime) -> Installation:
    """The install, waiting for staff where they have to approve it, else approved. Twice is once.

    Refuses an app that is unknown (`UnknownApp`) or not offered (`AppNotOffered`), and one that is for paid plans
    on the free one (`PlanTooSmall`).
    """
    facts = app_of(app)
    if not facts.is_listed:
        raise AppNotOffered
    if not allows(merchant.plan, facts):
        raise PlanTooSmall
    known, is_new = Installation.objects.get_or_create(
        merchant=merchant, app=app, defaults={"requested_at": at}
    )
    if is_new:
        write_down(known, before="", by=by, at=at)
    return _asked_for(known, by=by, at=at)


def _asked_for(installation: Installation, *, by: User | None, at: datetime) -> Installation:
    locked = lock(installation.pk)
    if locked.state not in ASKABLE:
        return locked
    locked.requested_at = at
    locked.save(update_fields=["requested_at"])
    if locked.state != InstallationState.REQUESTED:
        locked = move(locked, InstallationState.REQUESTED, by=by, at=at)
    must_wait = needs_approval(app_of(locked.app), override=locked.approval)
    following = InstallationState.WAITING if must_wait else InstallationState.APPROVED
    return move(locked, following, by=None, at=at)


@transaction.atomic
def begin_authorizing(installation: Installation, *, by: User, at: datetime) -> Installation:
    """The merchant has agreed; the app may fetch its tokens, and acts as the installation's own user from now on.

    One that is connected stays so meanwhile. Refuses (`CannotMove`) an install that is not approved, and one that is
    paused for something that the merchant cannot see to.
    """
    locked = lock(installation.pk)
    if locked.is_out_of_reach:
        raise CannotMove(state=locked.get_state_display())
    if locked.state != InstallationState.CONNECTED:
        locked = move(locked, InstallationState.AUTHORIZING, by=by, at=at)
    locked.user, locked.authorized_by = locked.user or _make_user(locked), by
    locked.save(update_fields=["user", "authorized_by"])
    return locked


def _make_user(installation: Installation) -> User:
    """Whom the app acts as. Nobody can sign in as them, and they are in no team."""
    email = f"{installation.app}-{installation.merchant_id}@apps.invalid"
    return User.objects.create_user(email, None, name=app_of(installation.app).name)


@transaction.atomic
def connect_app(
    merchant: Merchant,
    *,
    app: str,
    at: datetime,
    scopes: Collection[str] | None = None,
    by: User | None = None,
) -> Installation:
    """The app works; rules can be about what it brings. Twice is once.

    `scopes` are what the merchant granted; without them those that it had stay. Refuses (`NotInstalled`,
    `CannotMove`) an app whose install was not asked for and approved or that is paused for something out of the
    merchant's reach, and one that is for paid plans on the free one (`PlanTooSmall`).
    """
    installation = lock(installation_of(merchant, app=app).pk)
    if installation.is_out_of_reach:
        raise CannotMove(state=installation.get_state_display())
    if not allows_now(installation):
        raise PlanTooSmall
    installation = move(installation, InstallationState.CONNECTED, by=by, at=at)
    if scopes is not None:
        installation.scopes = sorted(scopes)
        installation.save(update_fields=["scopes"])
    bring_actions(merchant, source=app, actions=app_of(app).actions, at=at)
    open_endpoint(installation, at=at)
    return installation


@transaction.atomic
def remove_app(
    merchant: Merchant, *, app: str, at: datetime, by: User | None = None, clear_data: bool = False
) -> Installation:
    """The app is gone; the rules about what it brought wait for it to come back, as do its settings; its secrets are
    deleted. Twice is once. What staff had paused they look at before it comes back.

    One that had worked is told so, and with `clear_data` asked to delete the customer data it holds. Refuses
    (`NotInstalled`) an app that never was there, and (`CannotClear`) a wish that it would not hear.
    """
    installation = lock(installation_of(merchant, app=app).pk)
    if installation.state == InstallationState.REMOVED:
        return installation
    had_worked = has_worked(installation)
    if clear_data and not (had_worked and app_of(app).can_clear):
        raise CannotClear
    if Pause.STAFF in installation.pauses:
        # Or else one could leave and come back as if nothing had been.
        installation.approval = Approval.ALWAYS
        installation.save(update_fields=["approval"])
    installation = move(installation, InstallationState.REMOVED, by=by, at=at, clears=clear_data)
    revoke_installation_tokens(installation, at=at)
    withdraw_actions(merchant, source=app, at=at)
    stop_webhooks(merchant, app, at)
    if had_worked:
        part_with(installation, clears=clear_data, at=at)
    InstallationSecret.objects.filter(installation=installation).delete()
    return installation
