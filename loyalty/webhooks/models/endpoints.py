"""Where a merchant, or an app of theirs, wants to be told."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.database.secrets import EncryptedTextField
from loyalty.merchants.models import Merchant
from loyalty.team.models import User

MOST_ENDPOINTS = 25


class WhyOff(models.TextChoices):
    """Why nothing is sent to an endpoint any more."""

    GONE = "gone", _("It answered that it is gone (410)")
    SILENT = "silent", _("It took nothing for five days")
    REMOVED = "removed", _("Its app was removed or paused")
    UNASKED = "unasked", _("Its app no longer asks for webhooks")


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def own(self) -> "EndpointQuerySet":
        """Those that the merchant added; the others belong to apps."""
        return self.filter(source="")

    def active(self) -> "EndpointQuerySet":
        """Those that are told of what happens; while paused it waits for them."""
        return self.filter(is_active=True)


class Endpoint(models.Model):
    """`source` is the slug of the app it belongs to, nothing for the merchant's own.

    After a rotation both secrets sign, the previous one until `previous_until`. `failing_since` is when the first
    attempt failed of those that nothing came through after; `answered_at` when something last did.
    """

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    source = models.CharField(max_length=40, blank=True, db_default="")
    url = models.URLField(_("address"), max_length=500)
    description = models.CharField(_("description"), max_length=100, blank=True, db_default="")
    topics = ArrayField(models.CharField(max_length=40))
    secret = EncryptedTextField()
    previous_secret = EncryptedTextField(null=True)
    previous_until = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    paused_at = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)
    disabled_why = models.CharField(max_length=7, choices=WhyOff, blank=True, db_default="")
    failing_since = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(EndpointQuerySet), merchant="merchant"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="endpoint_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "source", "url"], name="endpoint_registered_once"),
            models.CheckConstraint(
                condition=Q(is_active=True, disabled_at=None, disabled_why="")
                | Q(is_active=False, disabled_at__isnull=False) & ~Q(disabled_why=""),
                name="endpoint_off_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(previous_secret=None) | Q(previous_until__isnull=False),
                name="endpoint_previous_secret_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_sending(self) -> bool:
        """Whether what happens leaves at once: it is neither turned off nor paused."""
        return self.is_active and self.paused_at is None

    @property
    def waits_for_app(self) -> bool:
        """Whether it is off because its app was removed, is paused, or wants no webhooks: nobody else turns it on."""
        return self.disabled_why in (WhyOff.REMOVED, WhyOff.UNASKED)
