"""Who may agree to what an app does, and for which shop."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import pgettext_lazy
from django_scopes import scope, scopes_disabled

from apps_marketplace.models import Installation, InstallationState, Pause
from apps_marketplace.queries import allows, needs_approval
from apps_marketplace.snapshots import AppFacts
from loyalty.merchants.models import Merchant
from loyalty.team.models import Membership, Role, User
from loyalty.team.permissions import CHANGERS

# Where an app has given up nothing yet, or everything: it begins anew.
AT_THE_DOOR = (InstallationState.REQUESTED, InstallationState.DECLINED, InstallationState.REMOVED)
BEGUN = (InstallationState.APPROVED, InstallationState.AUTHORIZING)
WORKING = (InstallationState.CONNECTED, InstallationState.PAUSED)


class Obstacle(models.TextChoices):
    """Why somebody cannot agree for a shop."""

    ROLE = "role", pgettext_lazy("consent", "your role there does not allow it")
    PLAN = "plan", pgettext_lazy("consent", "the app is for paid plans")
    UNLISTED = "unlisted", pgettext_lazy("consent", "the app is not offered at present")
    UNAPPROVED = "unapproved", pgettext_lazy("consent", "the install has to be approved first")
    WAITING = "waiting", pgettext_lazy("consent", "the install waits for approval")
    ASKED = "asked", pgettext_lazy("consent", "staff have a question about the install")
    DECLINED = "declined", pgettext_lazy("consent", "the install was declined")
    SUSPENDED = "suspended", pgettext_lazy("consent", "staff paused the app")


@dataclass(frozen=True)
class Choice:
    """A shop that the app may be connected to. `granted` are the scopes it has there now."""

    merchant: Merchant
    role: Role
    installation: Installation | None
    obstacle: Obstacle | None

    @property
    def is_open(self) -> bool:
        return self.obstacle is None

    @property
    def is_begun(self) -> bool:
        """Whether the app is on its way into this shop, and waits for nothing but consent."""
        return self.installation is not None and self.installation.state in BEGUN

    @property
    def granted(self) -> Sequence[str]:
        is_working = self.installation is not None and self.installation.state in WORKING
        return self.installation.scopes if self.installation and is_working else ()


def choices_of(memberships: Sequence[Membership], *, app: AppFacts) -> list[Choice]:
    """Every shop that the user works for, with what stands in the way there. One query."""
    merchants = [membership.merchant_id for membership in memberships]
    with scopes_disabled():  # the person may agree for any shop that they work for
        known = Installation.objects.filter(merchant__in=merchants, app=app.slug)
        by_merchant = {installation.merchant_id: installation for installation in known}
    return [_choice(one, by_merchant.get(one.merchant_id), app=app) for one in memberships]


def people_who_may(merchant: Merchant) -> Sequence[Membership]:
    """Owners and admins, who may agree to what an app does."""
    with scope(merchant=merchant):
        team = Membership.objects.filter(merchant=merchant, role__in=CHANGERS, user__is_active=True)
        return list(team.select_related("user").order_by("pk"))


def still_agreed(installation: str = "") -> Q:
    """That who agreed to it is an owner or admin to this day. `installation` is the way there from the rows asked for.

    What was connected without anybody's consent needs none.
    """
    ahead = f"{installation}__" if installation else ""
    agreeing = User.objects.filter(
        pk=OuterRef(f"{ahead}authorized_by"),
        is_active=True,
        memberships__merchant=OuterRef("merchant"),
        memberships__role__in=CHANGERS,
    )
    return Q(**{f"{ahead}authorized_by": None}) | Q(Exists(agreeing))


def orphaned_installs() -> Sequence[Installation]:
    """Those at work anywhere whose consent came from somebody who may not give it any more, and was not missed yet."""
    with scopes_disabled():  # the clock looks after every merchant
        found = Installation.objects.filter(state__in=WORKING).exclude(pauses__has_key=Pause.CONSENT)
        return list(found.exclude(still_agreed()).select_related("merchant").order_by("pk"))


def _choice(membership: Membership, installation: Installation | None, *, app: AppFacts) -> Choice:
    role = Role(membership.role)
    obstacle = _obstacle(membership.merchant, role, installation, app=app)
    return Choice(membership.merchant, role, installation, obstacle)


def _obstacle(
    merchant: Merchant, role: Role, installation: Installation | None, *, app: AppFacts
) -> Obstacle | None:
    if role not in CHANGERS:
        return Obstacle.ROLE
    if not allows(merchant.plan, app):
        return Obstacle.PLAN
    if installation is None or installation.state in AT_THE_DOOR:
        return _obstacle_at_the_door(installation, app=app)
    if installation.state == InstallationState.ASKED:
        return Obstacle.ASKED
    if Pause.STAFF in installation.pauses:
        return Obstacle.SUSPENDED
    return None if installation.is_authorizable else Obstacle.WAITING


def _obstacle_at_the_door(installation: Installation | None, *, app: AppFacts) -> Obstacle | None:
    if not app.is_listed:
        return Obstacle.UNLISTED
    if not needs_approval(app, override=installation.approval if installation else ""):
        return None
    is_declined = installation is not None and installation.state == InstallationState.DECLINED
    return Obstacle.DECLINED if is_declined else Obstacle.UNAPPROVED
