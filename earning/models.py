"""Rules, their versions, and what each gave."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order
from loyalty.team.models import User


class ValueType(models.TextChoices):
    PER_AMOUNT = "per_amount", _("Points for each amount spent")
    FIXED = "fixed", _("A fixed number of points")


class Period(models.TextChoices):
    """On the merchant's calendar; a rolling one looks back so many days."""

    DAY = "day", _("a day")
    WEEK = "week", _("a week")
    MONTH = "month", _("a month")
    YEAR = "year", _("a year")
    LIFETIME = "lifetime", _("ever")
    ROLLING = "rolling", _("within a number of days")


class Rule(models.Model):
    """A way to earn. What it gives stands in its versions; `version` is the number of the one in force."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    action = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "id"], name="rule_of_merchant")]

    def __str__(self) -> str:
        return f"{self.action} #{self.pk}"


class RuleVersion(models.Model):
    """What a rule said between two edits. `amount_cents` is in the merchant's currency.

    It counts for what happened from `starts_at` until before `ends_at`; for one customer `limit_count` times and up to
    `cap_points` in their periods.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    rule = models.ForeignKey(
        Rule, models.PROTECT, related_name="versions", db_constraint=False, db_index=False
    )
    number = models.PositiveIntegerField()
    name = models.CharField(_("name"), max_length=100)
    value_type = models.CharField(max_length=10, choices=ValueType)
    points = models.PositiveBigIntegerField()
    amount_cents = models.PositiveBigIntegerField(null=True)
    has_whole_units = models.BooleanField(default=False)
    conditions = models.JSONField(default=list, db_default=[])
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    limit_count = models.PositiveIntegerField(null=True)
    limit_period = models.CharField(max_length=8, choices=Period, blank=True, default="", db_default="")
    limit_days = models.PositiveSmallIntegerField(null=True)
    cap_points = models.PositiveBigIntegerField(null=True)
    cap_period = models.CharField(max_length=8, choices=Period, blank=True, default="", db_default="")
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="rule_version_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "rule", "number"], name="rule_version_once"),
            models.CheckConstraint(condition=Q(points__gte=1, points__lte=10**9), name="rule_gives_points"),
            models.CheckConstraint(
                condition=Q(value_type=ValueType.FIXED, amount_cents__isnull=True)
                | Q(value_type=ValueType.PER_AMOUNT, amount_cents__gte=1),
                name="rule_amount_fits_its_type",
            ),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="rule_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(limit_count__isnull=True) | (Q(limit_count__gte=1) & ~Q(limit_period="")),
                name="rule_limit_has_a_period",
            ),
            models.CheckConstraint(
                condition=Q(cap_points__isnull=True) | (Q(cap_points__gte=1) & ~Q(cap_period="")),
                name="rule_cap_has_a_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class Overlap(models.TextChoices):
    BEST = "best", _("The campaign that gives most counts alone")
    MULTIPLY = "multiply", _("Multiplies what other campaigns give")


class Campaign(models.Model):
    """For a time rules give more: `multiplier` times as many points, and `extra_points` once for each order.

    It counts for orders placed from `starts_at` until before `ends_at`. No `rule_ids` are all rules about orders, no
    `store_ids` all stores and none.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    name = models.CharField(_("name"), max_length=100)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    multiplier = models.DecimalField(max_digits=7, decimal_places=3, default=1, db_default=1)
    extra_points = models.PositiveBigIntegerField(default=0, db_default=0)
    rule_ids = models.JSONField(default=list, db_default=[])
    store_ids = models.JSONField(default=list, db_default=[])
    overlap = models.CharField(max_length=8, choices=Overlap, default=Overlap.BEST, db_default=Overlap.BEST)
    is_active = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="campaign_of_merchant"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="campaign_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(multiplier__gte=0), name="campaign_takes_nothing"),
        ]
        indexes = [models.Index(fields=["merchant", "starts_at", "id"], name="campaigns_by_start")]

    def __str__(self) -> str:
        return self.name


class Ruleset(models.Model):
    """All active rules and the programme's arithmetic, as they stood between two edits. The newest is in force."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    content = models.JSONField()
    created_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "id"], name="ruleset_of_merchant")]

    def __str__(self) -> str:
        return f"ruleset {self.pk}"


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

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
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

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
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
        indexes = [models.Index(fields=["merchant", "customer", "id"], name="activities_of_customer")]

    def __str__(self) -> str:
        return f"{self.token} {self.distinct_id}"


class Award(models.Model):
    """What one rule gave for one order, activity or birthday, or for joining. `points` is what the ledger holds now.

    A birthday's award has the `year` in which it was kept, and no other has one.
    `forgiven` of them were to be taken back when the balance was too low for it.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
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
    points = models.BigIntegerField()
    forgiven = models.BigIntegerField(default=0, db_default=0)
    step = models.PositiveIntegerField(default=1)
    occurred_at = models.DateTimeField()

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
            models.CheckConstraint(condition=Q(points__gte=0), name="award_not_negative"),
        ]
        indexes = [
            models.Index(fields=["merchant", "rule", "customer", "occurred_at"], name="awards_of_rule")
        ]

    def __str__(self) -> str:
        return f"{self.points} by {self.rule_id}"
