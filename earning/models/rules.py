"""Rules and their versions."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from earning.models.actions import CustomAction
from loyalty.merchants.models import Merchant
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
    """A way to earn. What it gives stands in its versions; `version` is the number of the one in force.

    `custom_action` is the merchant's own action that it is about, if it is about one.
    `form_key` came with the page on which it was made: a form that is sent twice makes one rule.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    action = models.CharField(max_length=80)
    custom_action = models.ForeignKey(
        CustomAction, models.PROTECT, null=True, related_name="rules", db_constraint=False, db_index=False
    )
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    form_key = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="rule_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "form_key"], name="rule_created_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action} #{self.pk}"


class RuleVersion(models.Model):
    """What a rule said between two edits. `amount_cents` is in the merchant's currency.

    It counts for what happened from `starts_at` until before `ends_at`; for one customer `limit_count` times and up to
    `cap_points` in their periods. Customers see `icon` and, by language, `texts`.
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
    icon = models.CharField(max_length=40, blank=True, default="", db_default="")
    texts = models.JSONField(default=dict, db_default={}, blank=True)
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
