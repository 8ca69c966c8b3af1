"""The settings of a merchant's programme."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.merchants.models.merchants import Merchant

LONGEST_DAYS = 365
MOST_NAMES = 1000
MOST_MONTHS = 120
MOST_DAYS = 3650
MOST_WARNINGS = 5
MOST_POINTS = 10**9
CURRENCY = re.compile("[A-Z]{3}")


def refuse_no_names(value: object) -> None:
    """Refuses what is no list of texts."""
    if not isinstance(value, list) or len(value) > MOST_NAMES or not all(map(_is_name, value)):
        raise ValidationError(_("Enter names, one for each line."))


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def refuse_no_rates(value: object) -> None:
    """Refuses what does not say `points` and `amount_cents` for each currency."""
    if not (isinstance(value, Mapping) and all(_is_rate(*item) for item in value.items())):
        raise ValidationError(_("For each currency, enter points and an amount above zero."))


def _is_rate(currency: object, rate: object) -> bool:
    if not (isinstance(currency, str) and CURRENCY.fullmatch(currency) and isinstance(rate, Mapping)):
        return False
    numbers = [rate.get("points"), rate.get("amount_cents")]
    return len(rate) == 2 and all(type(number) is int and 1 <= number <= MOST_POINTS for number in numbers)


def refuse_no_warnings(value: object) -> None:
    """Refuses what is no short list of days."""
    is_list = isinstance(value, list) and len(value) <= MOST_WARNINGS
    if not (is_list and all(type(day) is int and 1 <= day <= LONGEST_DAYS for day in value)):  # type: ignore[attr-defined]  # it is a list
        raise ValidationError(_("Enter at most 5 numbers of days, each from 1 to 365."))


def first_warnings() -> list[int]:
    """What a new programme says."""
    return [30, 7]


class Rounding(models.TextChoices):
    FLOOR = "floor", _("Down to a whole point")
    HALF_UP = "half_up", _("To the nearest point, half up")
    CEIL = "ceil", _("Up to a whole point")


class Stacking(models.TextChoices):
    ADD = "add", _("All rules that match add up")
    BEST = "best", _("Only the rule that gives most")


class AwardOn(models.TextChoices):
    CREATED = "created", _("When it is placed")
    PAID = "paid", _("When it is paid")
    FULFILLED = "fulfilled", _("When it is sent")


class RefundNegative(models.TextChoices):
    ALLOW = "allow", _("May take the balance below zero")
    CLAMP = "clamp", _("Take no more than there is")


class Participants(models.TextChoices):
    MEMBERS = "members", _("Members only")
    ALL = "all", _("Members and guests")


class ExpiryMode(models.TextChoices):
    NONE = "none", _("Never")
    LOT = "lot", _("A while after they were earned")
    INACTIVITY = "inactivity", _("All at once, when a customer has been away")


class UnknownCustomers(models.TextChoices):
    REFUSE = "refuse", _("Refuse it")
    GUEST = "guest", _("Take them for a guest")


class Program(models.Model):
    """The programme's own settings; every number in it is explained in the docs."""

    merchant = models.OneToOneField(Merchant, models.CASCADE, primary_key=True, related_name="program")
    started_at = models.DateTimeField()
    rounding = models.CharField(_("rounding"), max_length=8, choices=Rounding, default=Rounding.FLOOR)
    point_name = models.CharField(_("one point"), max_length=40, default="point")
    points_name = models.CharField(_("several points"), max_length=40, default="points")

    stacking = models.CharField(
        _("several rules"), max_length=4, choices=Stacking, default=Stacking.ADD, db_default=Stacking.ADD
    )
    earns_before_discount = models.BooleanField(
        _("points on the price before discounts"), default=False, db_default=False
    )
    earns_on_shipping = models.BooleanField(_("points on shipping"), default=False, db_default=False)
    earns_on_tax = models.BooleanField(_("points on tax"), default=False, db_default=False)
    excluded_categories = models.JSONField(
        _("categories that never earn"), default=list, db_default=[], blank=True, validators=[refuse_no_names]
    )
    excluded_products = models.JSONField(
        _("products that never earn"), default=list, db_default=[], blank=True, validators=[refuse_no_names]
    )
    award_on = models.CharField(
        _("award an order"), max_length=9, choices=AwardOn, default=AwardOn.PAID, db_default=AwardOn.PAID
    )
    holding_days = models.PositiveSmallIntegerField(
        _("days until points can be used"),
        default=0,
        db_default=0,
        validators=[MaxValueValidator(LONGEST_DAYS)],
    )
    refund_negative = models.CharField(
        _("refunds"),
        max_length=5,
        choices=RefundNegative,
        default=RefundNegative.ALLOW,
        db_default=RefundNegative.ALLOW,
    )
    currency_rates = models.JSONField(
        _("points in other currencies"), default=dict, db_default={}, blank=True, validators=[refuse_no_rates]
    )
    participants = models.CharField(
        _("who earns"),
        max_length=7,
        choices=Participants,
        default=Participants.MEMBERS,
        db_default=Participants.MEMBERS,
    )
    unknown_customers = models.CharField(
        _("activities of people who are not known"),
        max_length=6,
        choices=UnknownCustomers,
        default=UnknownCustomers.REFUSE,
        db_default=UnknownCustomers.REFUSE,
    )
    claim_guest_orders_days = models.PositiveSmallIntegerField(
        _("days within which a new member earns for orders as a guest"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(LONGEST_DAYS)],
    )
    expiry_mode = models.CharField(
        _("points expire"),
        max_length=10,
        choices=ExpiryMode,
        default=ExpiryMode.NONE,
        db_default=ExpiryMode.NONE,
    )
    expiry_months = models.PositiveSmallIntegerField(
        _("months that points last"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)],
    )
    expiry_days = models.PositiveSmallIntegerField(
        _("days that points last"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    expiry_enabled_on = models.DateField(_("points expire since"), null=True, blank=True)
    expiry_warning_days = models.JSONField(
        _("days of warning before points expire"),
        default=first_warnings,
        db_default=[30, 7],
        blank=True,
        validators=[refuse_no_warnings],
    )

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expiry_months=None) | Q(expiry_days=None), name="expiry_in_months_or_days"
            ),
            models.CheckConstraint(
                condition=Q(expiry_mode="none")
                | Q(expiry_months__isnull=False, expiry_enabled_on__isnull=False)
                | Q(expiry_days__isnull=False, expiry_enabled_on__isnull=False),
                name="expiry_says_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.merchant_id)
