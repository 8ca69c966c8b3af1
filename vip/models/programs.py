"""What leads to a tier, and what a tier gives."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant

MOST_DAYS = 3650
MOST_GRACE = 365


class Basis(models.TextChoices):
    POINTS = "points", _("Points earned")
    SPEND = "spend", _("Amount spent")
    ORDERS = "orders", _("Number of orders")


class Period(models.TextChoices):
    LIFETIME = "lifetime", _("Ever since they joined")
    CALENDAR_YEAR = "calendar_year", _("A calendar year")
    ROLLING_DAYS = "rolling_days", _("The last so many days")


class SpendBasis(models.TextChoices):
    GOODS = "goods", _("Goods after discounts")
    TOTAL = "total", _("Goods, shipping and tax")


class Icon(models.TextChoices):
    MEDAL = "medal", pgettext_lazy("icon", "Medal")
    AWARD = "award", pgettext_lazy("icon", "Ribbon")
    TROPHY = "trophy", pgettext_lazy("icon", "Trophy")
    CROWN = "crown", pgettext_lazy("icon", "Crown")
    GEM = "gem", pgettext_lazy("icon", "Gem")
    STAR = "star", pgettext_lazy("icon", "Star")
    SPARKLES = "sparkles", pgettext_lazy("icon", "Sparkles")
    HEART = "heart", pgettext_lazy("icon", "Heart")
    LEAF = "leaf", pgettext_lazy("icon", "Leaf")
    ROCKET = "rocket", pgettext_lazy("icon", "Rocket")


class Colour(models.TextChoices):
    BRONZE = "bronze", pgettext_lazy("colour", "Bronze")
    SILVER = "silver", pgettext_lazy("colour", "Silver")
    GOLD = "gold", pgettext_lazy("colour", "Gold")
    GREEN = "green", pgettext_lazy("colour", "Green")
    BLUE = "blue", pgettext_lazy("colour", "Blue")
    VIOLET = "violet", pgettext_lazy("colour", "Violet")
    ROSE = "rose", pgettext_lazy("colour", "Rose")
    BLACK = "black", pgettext_lazy("colour", "Black")


class VipProgram(models.Model):
    """How customers come to tiers and keep them. `version` grows with every change of it or of its tiers."""

    merchant = models.OneToOneField(Merchant, models.CASCADE, primary_key=True, related_name="vip_program")
    is_on = models.BooleanField(default=False)
    basis = models.CharField(_("tiers go by"), max_length=6, choices=Basis, default=Basis.SPEND)
    period = models.CharField(_("counted within"), max_length=13, choices=Period, default=Period.LIFETIME)
    rolling_days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    spend_basis = models.CharField(
        _("what counts as spent"), max_length=5, choices=SpendBasis, default=SpendBasis.GOODS
    )
    grace_days = models.PositiveSmallIntegerField(_("days of grace"), default=0)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rolling_days__isnull=True) ^ Q(period=Period.ROLLING_DAYS),
                name="vip_days_where_they_roll",
            ),
            models.CheckConstraint(
                condition=Q(rolling_days__isnull=True) | Q(rolling_days__range=(1, MOST_DAYS)),
                name="vip_days_in_bounds",
            ),
            models.CheckConstraint(condition=Q(grace_days__lte=MOST_GRACE), name="vip_grace_in_bounds"),
        ]

    def __str__(self) -> str:
        return f"VIP of {self.merchant_id}"


class Tier(models.Model):
    """`milestone` is what must be reached to enter: points, the currency's minor unit, or orders.

    `perks` are by language. `entry_points` and a coupon of each of `entry_reward_ids` come once on entering;
    `multiplier` times as many points come for orders. A tier that was taken away keeps its row, since history names it.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    name = models.CharField(_("name"), max_length=60)
    milestone = models.PositiveBigIntegerField()
    perks = models.JSONField(default=dict, db_default={})
    entry_points = models.PositiveBigIntegerField(default=0, db_default=0)
    entry_reward_ids = models.JSONField(default=list, db_default=[])
    multiplier = models.DecimalField(max_digits=6, decimal_places=3, default=1, db_default=1)
    icon = models.CharField(max_length=8, choices=Icon, default=Icon.MEDAL, db_default=Icon.MEDAL)
    colour = models.CharField(max_length=6, choices=Colour, default=Colour.BRONZE, db_default=Colour.BRONZE)
    retired_at = models.DateTimeField(null=True)

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="tier_of_merchant"),
            models.UniqueConstraint(
                fields=["merchant", "name"], condition=Q(retired_at__isnull=True), name="tier_named_once"
            ),
            models.UniqueConstraint(
                fields=["merchant", "milestone"],
                condition=Q(retired_at__isnull=True),
                name="tier_milestone_once",
            ),
            models.CheckConstraint(condition=Q(multiplier__gte=1), name="tier_takes_nothing"),
        ]

    def __str__(self) -> str:
        return self.name
