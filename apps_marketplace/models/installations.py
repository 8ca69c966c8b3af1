"""An app at a merchant."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant


class InstallationState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    CONNECTED = "connected", _("Connected")
    REMOVED = "removed", _("Removed")


class Installation(models.Model):
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    app = models.SlugField(max_length=60)
    state = models.CharField(max_length=9, choices=InstallationState, default=InstallationState.REQUESTED)
    requested_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "app"], name="app_installed_once")]

    def __str__(self) -> str:
        return self.app
