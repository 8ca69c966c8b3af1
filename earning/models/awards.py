"""What happened, how it was settled, and what it gave."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from earning.models.rules import Rule, RuleVersion
from earning.models.rulesets import Ruleset
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order

# The source of an activity that nobody reported: the programme saw it by itself.
OWN_SOURCE = "programme"


class Refusal(models.TextChoices):
    """Why an order or activity earns nothing whatever the rules say; it stays so for that order."""

    NONE = "", _("May earn")
    GUEST = "guest", _("The customer was a guest")
    EXCLUDED = "excluded", _("The customer was excluded")


class ActivityRefusal(models.TextChoices):
    """Why an activity earned nothing, for its sender; the account in full stands in its explanation."""

    NONE = "", _("It earned, or no rule is about it")
    GUEST = "guest", _("The customer was a guest")
    EXCLUDED = "excluded", _("The customer was excluded")
    LIMIT_REACHED = "limit_reached", _("The limit was reached")
    PURCHASE_REQUIRED = "purchase_required", _("The customer did not buy it")
    REVIEW_TOO_SHORT = "review_too_short", _("The review is too short")
    CONDITIONS_NOT_MET = "conditions_not_met", _("The conditions are not met")


class Settlement(models.Model):
    """How an order is settled: the rules frozen when it was first payable, and the account of the last time.

    `kept` holds what else was decided then, such as who the customer was.
    """

    # Here and below, the merchant is held by the keys that name it together with something of theirs.
    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False, db_constraint=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    ruleset = models.ForeignKey(
        Ruleset, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    refusal = models.CharField(max_length=8, choices=Refusal, blank=True)
    kept = models.JSONField(default=dict, db_default={})
    explanation = models.JSONField(default=dict)
    settled_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "order"], name="order_settled_once")]

    def __str__(self) -> str:
        return f"settlement of {self.order_id}"


class Activity(models.Model):
    """Something a customer did that is not an order; `distinct_id` is the sender's own name for it.

    `order_name` and `product` are what the sender says it was about.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False, db_constraint=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="activities", db_constraint=False, db_index=False
    )
    token = models.CharField(max_length=80)
    source = models.CharField(max_length=40)
    distinct_id = models.CharField(max_length=200)
    order_name = models.CharField(max_length=200, blank=True, db_default="")
    product = models.CharField(max_length=200, blank=True, db_default="")
    ruleset = models.ForeignKey(
        Ruleset, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    refusal = models.CharField(max_length=20, choices=ActivityRefusal, blank=True, db_default="")
    explanation = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=models.functions.Now())

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="activity_of_merchant"),
            models.UniqueConstraint(
                fields=["merchant", "source", "token", "distinct_id"], name="activity_received_once"
            ),
        ]
        indexes = [
            models.Index(fields=["merchant", "customer", "id"], name="activities_of_customer"),
            models.Index(fields=["merchant", "occurred_at", "id"], name="activities_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.token} {self.distinct_id}"


class Award(models.Model):
    """What one rule gave for one order, activity or birthday, or for joining. `points` is what the ledger holds now.

    A birthday's award has the `year` in which it was kept, and no other has one.
    A rule gives a customer something once for the same `unit`, if it has one: the customer, an order or a product.
    `forgiven` of them were to be taken back when the balance was too low for it. Until `available_at` the points of
    an order are pending; it is empty where they are not, or no longer.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False, db_constraint=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="awards", db_constraint=False, db_index=False
    )
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="awards", db_constraint=False, db_index=False)
    rule_version = models.ForeignKey(
        RuleVersion, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, related_name="awards", db_constraint=False, db_index=False
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, related_name="awards", db_constraint=False, db_index=False
    )
    year = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=220, blank=True, default="", db_default="")
    points = models.BigIntegerField()
    forgiven = models.BigIntegerField(default=0, db_default=0)
    step = models.PositiveIntegerField(default=1)
    occurred_at = models.DateTimeField()
    available_at = models.DateTimeField(null=True)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "order", "rule"],
                condition=Q(order__isnull=False),
                name="one_award_per_order",
            ),
            models.UniqueConstraint(
                fields=["merchant", "activity", "rule"],
                condition=Q(activity__isnull=False),
                name="one_award_per_activity",
            ),
            models.UniqueConstraint(
                fields=["merchant", "customer", "rule"],
                condition=Q(order__isnull=True, activity__isnull=True, year__isnull=True),
                name="one_award_for_joining",
            ),
            models.UniqueConstraint(
                fields=["merchant", "customer", "year", "rule"],
                condition=Q(year__isnull=False),
                name="one_award_a_year",
            ),
            models.UniqueConstraint(
                fields=["merchant", "customer", "rule", "unit"],
                condition=Q(points__gt=0) & ~Q(unit=""),
                name="one_award_for_a_unit",
            ),
            models.CheckConstraint(condition=Q(points__gte=0), name="award_not_negative"),
            models.CheckConstraint(
                condition=Q(available_at__isnull=True) | Q(order__isnull=False, forgiven=0),
                name="only_orders_are_held",
            ),
        ]
        indexes = [
            models.Index(fields=["merchant", "rule", "customer", "occurred_at"], name="awards_of_rule"),
            models.Index(
                fields=["merchant", "available_at", "id"],
                condition=Q(available_at__isnull=False),
                name="awards_held_by_time",
            ),
            models.Index(
                fields=["merchant", "customer", "available_at"],
                condition=Q(available_at__isnull=False),
                name="awards_held_of_customer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points} by {self.rule_id}"
