"""Where customers stand, and how they came there."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order
from loyalty.team.models import User
from vip.models.programs import Tier


class Cause(models.TextChoices):
    ORDER = "order", _("An order")
    POINTS = "points", _("Points earned or taken back")
    JOINED = "joined", _("Joining the programme")
    TIME = "time", _("Time that passed")
    SETTINGS = "settings", _("Changed settings")
    HAND = "hand", _("Set by hand")
    MERGE = "merge", _("Two customers merged")
    IMPORT = "import", _("An import")


class CustomerTier(models.Model):
    """The tier a customer holds, and through which local day if nothing more happens; no day is for ever.

    A tier set by hand is a floor through `floor_until`, no day being for ever.
    """

    customer = models.OneToOneField(
        Customer, models.PROTECT, primary_key=True, related_name="vip", db_constraint=False
    )
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    tier = models.ForeignKey(
        Tier, models.PROTECT, null=True, related_name="holders", db_constraint=False, db_index=False
    )
    since = models.DateTimeField()
    until = models.DateField(null=True)
    floor_tier = models.ForeignKey(
        Tier, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    floor_until = models.DateField(null=True)
    floor_reason = models.CharField(max_length=500, blank=True)
    floor_at = models.DateTimeField(null=True)
    floor_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(floor_tier__isnull=True) | Q(floor_at__isnull=False), name="floor_set_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["merchant", "tier", "customer"], name="holders_of_tier"),
            models.Index(
                fields=["merchant", "until"], condition=Q(until__isnull=False), name="tiers_that_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.tier_id}"


class TierTransition(models.Model):
    """From which tier to which, and why: for all whom one review moves alike. No tier is below the first."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    from_tier = models.ForeignKey(
        Tier, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    to_tier = models.ForeignKey(
        Tier, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    is_up = models.BooleanField()
    cause = models.CharField(max_length=8, choices=Cause)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    version = models.PositiveIntegerField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="tier_transition_of_merchant"),
        ]

    def __str__(self) -> str:
        return f"{self.from_tier_id} to {self.to_tier_id}"


class TierMove(models.Model):
    """One customer came from a tier to another at `moved_at`."""

    # Here and below, the merchant is held by the key that names it together with the customer.
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False, db_constraint=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="tier_moves", db_constraint=False, db_index=False
    )
    transition = models.ForeignKey(
        TierTransition, models.PROTECT, related_name="moves", db_constraint=False, db_index=False
    )
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    reason = models.CharField(max_length=500, blank=True)
    moved_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=models.functions.Now())

    objects = ScopedManager(merchant="merchant")

    class Meta:
        indexes = [
            models.Index(fields=["merchant", "customer", "id"], name="tier_moves_of_customer"),
            # Thousands move at once, so finding what was written lately must cost them nothing.
            BrinIndex(fields=["created_at"], name="tier_moves_as_written"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.transition_id}"


class TierEntry(models.Model):
    """A customer entered a tier that gives something, for the first time in a qualification `period`.

    Where the team chose to give nothing, `is_given` says so, and the period is spent all the same.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False, db_constraint=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="tier_entries", db_constraint=False, db_index=False
    )
    tier = models.ForeignKey(
        Tier, models.PROTECT, related_name="entries", db_constraint=False, db_index=False
    )
    period = models.CharField(max_length=10)
    entered_on = models.DateField()
    points = models.PositiveBigIntegerField()
    is_given = models.BooleanField()
    entered_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "customer", "tier", "period"], name="tier_entered_once_a_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.tier_id}"


class Spending(models.Model):
    """What an order added to a customer's spending, in the programme's minor unit, and what took from it since.

    It all belongs to the time at which the order counted, `counted_at`; `happened_at` is when the step itself was.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False, db_constraint=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    step = models.PositiveSmallIntegerField()
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    counted_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    goods_cents = models.BigIntegerField()
    total_cents = models.BigIntegerField()
    orders = models.SmallIntegerField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "order", "step"], name="spending_noted_once")
        ]
        indexes = [models.Index(fields=["merchant", "customer"], name="spending_of_customer")]

    def __str__(self) -> str:
        return f"{self.goods_cents} of {self.order_id}"
