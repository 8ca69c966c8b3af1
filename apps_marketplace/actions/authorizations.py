"""How a merchant and an app come together: consent, and the exchange that follows it."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from apps_marketplace.actions.installations import begin_authorizing, connect_app, request_install
from apps_marketplace.actions.moves import lock
from apps_marketplace.actions.pauses import AT_WORK, hold
from apps_marketplace.models import PAUSE_REASONS, Grant, Installation, InstallationState, Pause
from apps_marketplace.oauth.actions import give_code, redeem_code, revoke_installation_tokens
from apps_marketplace.oauth.queries import is_agreed
from apps_marketplace.oauth.snapshots import Asked, Issued
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.team.models import User

# Consent asks for the install, too, where an app is started from its own side.
NOT_ASKED_FOR = (InstallationState.REQUESTED, InstallationState.DECLINED, InstallationState.REMOVED)


class NotApproved(Refused):
    code = "not_approved"
    message = _("This app has to be approved before you can authorize it.")


@transaction.atomic
def authorize_app(
    merchant: Merchant, installation: Installation | None, *, asked: Asked, by: User, at: datetime
) -> str:
    """The code with which the app fetches its tokens. `installation` is what is known of the app here, if anything.

    Refuses an app that staff have not approved yet (`NotApproved`), and what `request_install` refuses.
    """
    with scope(merchant=merchant):
        if installation is None or installation.state in NOT_ASKED_FOR:
            installation = request_install(merchant, app=asked.app.slug, by=by, at=at)
        if not installation.is_authorizable:
            raise NotApproved
        return give_code(begin_authorizing(installation, by=by, at=at), asked=asked, at=at)


@transaction.atomic
def finish_authorizing(grant: Grant, issued: Issued, *, at: datetime) -> None:
    """The app has its tokens and works from now on, with what the merchant agreed to and no more."""
    redeem_code(grant, issued, at=at)
    with scope(merchant=grant.merchant):
        connect_app(grant.merchant, app=grant.installation.app, at=at, scopes=grant.scope.split())


@transaction.atomic
def end_consent(installation: Installation, *, at: datetime) -> Installation:
    """Who agreed may not do so any more: the app's tokens are worth nothing, and it is paused until somebody agrees.

    One that is not at work, or whose consent still counts, stays as it is.
    """
    locked = lock(installation.pk)
    if locked.state not in AT_WORK or is_agreed(locked):
        return locked
    with translation.override(locked.merchant.language):
        why = str(PAUSE_REASONS[Pause.CONSENT])
    revoke_installation_tokens(locked, at=at)
    return hold(locked, Pause.CONSENT, why=why, at=at)
