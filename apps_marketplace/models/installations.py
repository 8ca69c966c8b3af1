"""An app at a merchant, and every step it took there."""

from collections.abc import Mapping

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_scopes import ScopedManager
from django_stubs_ext import StrOrPromise

from apps_marketplace.models.apps import LONGEST_SLUG, Approval
from loyalty.merchants.models import Merchant
from loyalty.team.models import User


class InstallationState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("installation", "Requested")
    WAITING = "waiting", pgettext_lazy("installation", "Waiting for approval")
    ASKED = "asked", pgettext_lazy("installation", "Question asked")
    APPROVED = "approved", pgettext_lazy("installation", "Approved")
    DECLINED = "declined", pgettext_lazy("installation", "Declined")
    AUTHORIZING = "authorizing", pgettext_lazy("installation", "Being authorized")
    CONNECTED = "connected", pgettext_lazy("installation", "Connected")
    PAUSED = "paused", pgettext_lazy("installation", "Paused")
    REMOVED = "removed", pgettext_lazy("installation", "Removed")


class Pause(models.TextChoices):
    """Whom a paused app waits for."""

    MERCHANT = "merchant", pgettext_lazy("paused app", "It needs you")
    CONSENT = "consent", pgettext_lazy("paused app", "It needs somebody’s consent")
    STAFF = "staff", pgettext_lazy("paused app", "Paused by staff")
    PLAN = "plan", pgettext_lazy("paused app", "It needs a paid plan")


# Why an app is paused where nobody says so, for the shop and the staff alike; of other pauses somebody says why.
PAUSE_REASONS: Mapping[str, StrOrPromise] = {
    Pause.CONSENT: _("Whoever agreed to what it may do is no longer an owner or admin of the shop."),
    Pause.PLAN: _("It is for paid plans, and the shop is on the free one."),
}


_S = InstallationState
# What may follow what. A question may follow a question, and a pause a pause that has another reason; a merchant may
# leave at any step, and come back.
MOVES: Mapping[str, frozenset[str]] = {
    _S.REQUESTED: frozenset({_S.WAITING, _S.APPROVED, _S.REMOVED}),
    _S.WAITING: frozenset({_S.ASKED, _S.APPROVED, _S.DECLINED, _S.REMOVED}),
    _S.ASKED: frozenset({_S.ASKED, _S.WAITING, _S.APPROVED, _S.DECLINED, _S.REMOVED}),
    _S.APPROVED: frozenset({_S.AUTHORIZING, _S.CONNECTED, _S.REMOVED}),
    _S.DECLINED: frozenset({_S.REQUESTED, _S.REMOVED}),
    _S.AUTHORIZING: frozenset({_S.CONNECTED, _S.REMOVED}),
    _S.CONNECTED: frozenset({_S.PAUSED, _S.REMOVED}),
    _S.PAUSED: frozenset({_S.PAUSED, _S.AUTHORIZING, _S.CONNECTED, _S.REMOVED}),
    _S.REMOVED: frozenset({_S.REQUESTED}),
}
# Where staff have to decide, or wait for what they asked.
UNDECIDED = (InstallationState.WAITING, InstallationState.ASKED)
# What a merchant cannot see to on the app's page.
OUT_OF_REACH = frozenset({Pause.STAFF, Pause.PLAN})
# Where the merchant may authorize it.
AUTHORIZABLE = (
    InstallationState.APPROVED,
    InstallationState.AUTHORIZING,
    InstallationState.CONNECTED,
    InstallationState.PAUSED,
)


class Installation(models.Model):
    """`scopes` are those that the merchant granted; `user` is whom the app acts as, nobody's account.

    `settings` stay when it is removed, for when it comes back. `approval`, where staff set it, counts instead of
    the app's own. `steps` is the number of the last step. `pauses` are the reasons for which it is paused, each with a
    sentence; it goes on when none is left. `authorized_by` is who agreed last to what it may do.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    app = models.SlugField(max_length=LONGEST_SLUG)
    state = models.CharField(max_length=11, choices=InstallationState, default=InstallationState.REQUESTED)
    requested_at = models.DateTimeField()
    scopes = models.JSONField(default=list, db_default=[])
    user = models.OneToOneField(User, models.PROTECT, null=True, related_name="installation")
    settings = models.JSONField(default=dict, db_default={})
    steps = models.PositiveIntegerField(default=0, db_default=0)
    approval = models.CharField(max_length=10, choices=Approval, blank=True, db_default="")
    pauses = models.JSONField(default=dict, db_default={})
    authorized_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="installation_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "app"], name="app_installed_once"),
            models.CheckConstraint(
                condition=Q(state__in=InstallationState.values), name="installation_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=InstallationState.PAUSED) & ~Q(pauses={})
                | ~Q(state=InstallationState.PAUSED) & Q(pauses={}),
                name="installation_paused_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["requested_at", "id"], condition=Q(state__in=UNDECIDED), name="installs_undecided"
            ),
            models.Index(fields=["app", "merchant"], name="installs_of_app"),
        ]

    def __str__(self) -> str:
        return self.app

    @property
    def is_connected(self) -> bool:
        """Whether the app may act for the merchant now."""
        return self.state == InstallationState.CONNECTED

    @property
    def is_authorizable(self) -> bool:
        """Whether the merchant may be asked for their consent."""
        return self.state in AUTHORIZABLE and not self.is_out_of_reach

    @property
    def is_out_of_reach(self) -> bool:
        """Whether it is paused for something that the merchant cannot see to here."""
        return not OUT_OF_REACH.isdisjoint(self.pauses)


class InstallationMove(models.Model):
    """One step of an installation, numbered from 1; rows can never be altered.

    `before` is empty in the first. `actor` is who did it, nobody where it followed by itself; `why` is a note, a
    reason, a question or an answer; `cause` says of a pause what it is for.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    installation = models.ForeignKey(
        Installation, models.PROTECT, related_name="moves", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField()
    before = models.CharField(max_length=11, choices=InstallationState, blank=True)
    after = models.CharField(max_length=11, choices=InstallationState)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    why = models.CharField(max_length=500, blank=True)
    cause = models.CharField(max_length=8, choices=Pause, blank=True, db_default="")
    at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "installation", "number"], name="install_moved_once"),
        ]

    def __str__(self) -> str:
        return f"{self.installation_id}: {self.after}"
