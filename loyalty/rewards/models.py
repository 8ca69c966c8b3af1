"""What points can be spent on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant


class Reward(models.Model):
    """A way to redeem, at a fixed price in points."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    name = models.CharField(_("name"), max_length=100)
    points = models.PositiveBigIntegerField(_("price in points"))
    is_active = models.BooleanField(default=False)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="reward_of_merchant"),
            models.CheckConstraint(condition=Q(points__lte=10**9), name="reward_price_in_bounds"),
        ]

    def __str__(self) -> str:
        return self.name
