"""The merchant, and its shops."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager


class Plan(models.TextChoices):
    FREE = "free", _("Free")
    GROWTH = "growth", _("Growth")
    ENTERPRISE = "enterprise", _("Enterprise")


class Merchant(models.Model):
    """Not scoped: it is what everything else is scoped by."""

    name = models.CharField(_("shop name"), max_length=100)
    plan = models.CharField(max_length=12, choices=Plan, default=Plan.FREE)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    timezone = models.CharField(_("time zone"), max_length=63, default="UTC")
    language = models.CharField(_("language"), max_length=12, default="en")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="merchant_currency_is_iso")
        ]

    def __str__(self) -> str:
        return self.name


class Store(models.Model):
    """One of the merchant's shops; `source` and `external_id` are how the shop system names it."""

    merchant = models.ForeignKey(Merchant, models.CASCADE)
    name = models.CharField(_("name"), max_length=100)
    source = models.CharField(max_length=40, default="manual")
    external_id = models.CharField(max_length=200)
    url = models.URLField(_("address"), blank=True)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="store_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "source", "external_id"], name="store_known_once"),
        ]

    def __str__(self) -> str:
        return self.name
