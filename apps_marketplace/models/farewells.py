"""What apps were told when they were removed, and whether they heard it."""

from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

from apps_marketplace.models.installations import Installation
from loyalty.merchants.models import Merchant


class FarewellState(models.TextChoices):
    """Unheard is one that came to nothing for good; recalled one whose app was back before it heard."""

    WAITING = "waiting"
    HEARD = "heard"
    UNHEARD = "unheard"
    RECALLED = "recalled"


class Farewell(models.Model):
    """One for each removal of an app that has an address: `number` is that of the step, `clears` the wish.

    `delivery_id` is the webhook, which is forgotten after a month; what became of it stays here.
    """

    merchant = models.ForeignKey(Merchant, models.CASCADE, db_index=False)
    installation = models.ForeignKey(
        Installation, models.CASCADE, related_name="farewells", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField()
    clears = models.BooleanField()
    delivery_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=FarewellState, default=FarewellState.WAITING)
    settled_at = models.DateTimeField(null=True)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "installation", "number"], name="farewell_said_once"),
            models.CheckConstraint(
                condition=Q(state=FarewellState.WAITING, settled_at=None)
                | ~Q(state=FarewellState.WAITING) & Q(settled_at__isnull=False),
                name="farewell_settled_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state=FarewellState.WAITING), name="farewells_on_their_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.installation_id}: {self.state}"
