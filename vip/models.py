"""Tiers that customers reach and keep."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant


class Tier(models.Model):
    """`milestone` is what must be reached to enter, in points or in the currency's minor unit."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    name = models.CharField(_("name"), max_length=60)
    milestone = models.PositiveBigIntegerField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="tier_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "name"], name="tier_named_once"),
            models.UniqueConstraint(fields=["merchant", "milestone"], name="tier_milestone_once"),
        ]

    def __str__(self) -> str:
        return self.name
