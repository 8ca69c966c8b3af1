"""What customers can get, and for how many points."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.merchants.models import Merchant

MOST_POINTS = 10**9
MOST_CENTS = 10**12


class RewardType(models.TextChoices):
    AMOUNT_OFF = "amount_off", _("Amount off")
    PERCENTAGE_OFF = "percentage_off", _("Percentage off")
    FREE_SHIPPING = "free_shipping", _("Free shipping")
    FREE_PRODUCT = "free_product", _("Free product")
    GIFT_CARD = "gift_card", _("Gift card")
    CUSTOM = "custom", _("Something of your own")


class Exchange(models.TextChoices):
    """How a reward is had. One that is not for points is given: by tiers, referrals, or by hand."""

    FIXED = "fixed", _("For a fixed number of points")
    VARIABLE = "variable", _("Customers choose how many points to spend")
    NONE = "none", _("Not for points")


class IssuedBy(models.TextChoices):
    PROGRAM = "program", _("The programme, at once")
    SHOP = "shop", _("The shop system, which confirms it")


class RewardQuerySet(models.QuerySet["Reward"]):
    def active(self) -> "RewardQuerySet":
        return self.filter(is_active=True)

    def for_points(self) -> "RewardQuerySet":
        return self.exclude(exchange=Exchange.NONE)


class Reward(models.Model):
    """A way to redeem. Amounts are in the merchant's currency, in its minor unit.

    At a fixed price it takes `points`. A variable one takes any multiple of `step` from `points_min` to
    `points_max`, and each step is worth `step_value_cents`. `texts` holds what customers read, by language. Empty
    lists and limits allow everything. `revision` grows with every edit; coupons keep what they were issued with.
    `form_key` came with the page on which it was made: a form that is sent twice makes one.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    type = models.CharField(max_length=14, choices=RewardType)
    name = models.CharField(_("name"), max_length=100)
    icon = models.CharField(_("icon"), max_length=40, default="gift")
    texts = models.JSONField(default=dict, db_default={})

    exchange = models.CharField(max_length=8, choices=Exchange)
    points = models.PositiveBigIntegerField(_("price in points"), null=True)
    step = models.PositiveBigIntegerField(null=True)
    step_value_cents = models.PositiveBigIntegerField(null=True)
    points_min = models.PositiveBigIntegerField(null=True)
    points_max = models.PositiveBigIntegerField(null=True)

    value_cents = models.PositiveBigIntegerField(null=True)
    percent = models.PositiveSmallIntegerField(null=True)
    ceiling_cents = models.PositiveBigIntegerField(null=True)
    product = models.CharField(max_length=200, blank=True, db_default="")

    min_order_cents = models.PositiveBigIntegerField(default=0, db_default=0)
    products = models.JSONField(default=list, db_default=[])
    categories = models.JSONField(default=list, db_default=[])
    store_ids = models.JSONField(default=list, db_default=[])
    currencies = models.JSONField(default=list, db_default=[])
    tier_ids = models.JSONField(default=list, db_default=[])

    prefix = models.CharField(max_length=12, blank=True, db_default="")
    issued_by = models.CharField(max_length=7, choices=IssuedBy, default=IssuedBy.PROGRAM)
    expires_days = models.PositiveSmallIntegerField(null=True)
    limit_per_customer = models.PositiveIntegerField(null=True)
    limit_total = models.PositiveIntegerField(null=True)

    is_active = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)
    form_key = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = ScopedManager(_manager_class=models.Manager.from_queryset(RewardQuerySet), merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="reward_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "form_key"], name="reward_created_once"),
            models.CheckConstraint(
                condition=Q(exchange=Exchange.FIXED, points__gte=1, points__lte=MOST_POINTS, step=None)
                | Q(exchange=Exchange.NONE, points=None, step=None)
                | Q(
                    exchange=Exchange.VARIABLE,
                    type__in=[RewardType.AMOUNT_OFF, RewardType.GIFT_CARD],
                    points=None,
                    step__gte=1,
                    step_value_cents__gte=1,
                    points_min__gte=1,
                ),
                name="reward_price_fits_its_exchange",
            ),
            models.CheckConstraint(
                condition=Q(exchange=Exchange.VARIABLE, value_cents=None)
                | Q(type__in=[RewardType.AMOUNT_OFF, RewardType.GIFT_CARD], value_cents__gte=1)
                | Q(type=RewardType.PERCENTAGE_OFF, percent__gte=1, percent__lte=100)
                | Q(type=RewardType.FREE_PRODUCT) & ~Q(product="")
                | Q(type__in=[RewardType.FREE_SHIPPING, RewardType.CUSTOM]),
                name="reward_has_a_value",
            ),
        ]

    def __str__(self) -> str:
        return self.name
