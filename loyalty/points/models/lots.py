"""Points that expire: what each credit brought, who took what of it, and who was warned."""

from django.db import models
from django.db.models import F, Q
from django_scopes import ScopedManager

from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant


class PointsLot(models.Model):
    """What one credit brought, where it does not last for ever: usable through `last_valid_on`.

    Without that day it dies with the whole balance. `source` and `source_id` are those of the entry.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False, db_constraint=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="points_lots", db_index=False, db_constraint=False
    )
    entry_id = models.BigIntegerField()
    source = models.CharField(max_length=40)
    source_id = models.BigIntegerField(null=True)
    last_valid_on = models.DateField(null=True)
    points = models.BigIntegerField()
    remaining = models.BigIntegerField()
    expired = models.BigIntegerField(default=0, db_default=0)
    lapsed = models.BigIntegerField(default=0, db_default=0)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="lot_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "entry_id"], name="lot_made_once"),
            models.CheckConstraint(
                condition=Q(remaining__gte=0, expired__gte=0, points__gte=F("remaining") + F("expired")),
                name="lot_holds_no_more_than_it_got",
            ),
            models.CheckConstraint(
                condition=Q(lapsed__gte=0, expired__gte=F("lapsed")), name="lot_lapses_what_expired"
            ),
        ]
        indexes = [
            models.Index(
                fields=["merchant", "customer", "last_valid_on"],
                include=["remaining"],
                condition=Q(remaining__gt=0),
                name="lots_open",
            ),
            models.Index(fields=["merchant", "customer", "source", "source_id"], name="lots_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.remaining} through {self.last_valid_on}"


class PointsLotUse(models.Model):
    """What one entry took out of a lot's rest (`points`; below 0: put back), or took back of what had expired.

    The latter, `lapsed`, moves nothing: it is no longer counted as earned.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False, db_constraint=False)
    lot = models.ForeignKey(
        PointsLot, models.PROTECT, related_name="uses", db_index=False, db_constraint=False
    )
    entry_id = models.BigIntegerField()
    points = models.BigIntegerField(default=0)
    lapsed = models.BigIntegerField(default=0)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        indexes = [models.Index(fields=["merchant", "entry_id"], name="lot_uses_by_entry")]

    def __str__(self) -> str:
        return f"{self.points} of lot {self.lot_id}"


class ExpiryWarning(models.Model):
    """That a customer was told, `days` ahead, of points that are usable through `last_valid_on`."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False, db_constraint=False)
    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    last_valid_on = models.DateField()
    days = models.PositiveSmallIntegerField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "customer", "last_valid_on", "days"], name="expiry_warned_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.last_valid_on}, {self.days} days ahead"
