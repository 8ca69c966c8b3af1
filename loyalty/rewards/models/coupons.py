"""What customers got, and what became of it."""

from collections.abc import Mapping

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_scopes import ScopedManager

from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.rewards.models.rewards import Reward, RewardType
from loyalty.team.models import User


class CouponState(models.TextChoices):
    ISSUED = "issued", _("Not used yet")
    USED = "used", _("Used")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", pgettext_lazy("coupon", "Cancelled")


# An order that is cancelled gives its coupon back. A message that is late may say that one was used in time.
MOVES: Mapping[str, frozenset[str]] = {
    CouponState.ISSUED: frozenset({CouponState.USED, CouponState.EXPIRED, CouponState.CANCELLED}),
    CouponState.USED: frozenset({CouponState.ISSUED, CouponState.EXPIRED}),
    CouponState.EXPIRED: frozenset({CouponState.USED}),
    CouponState.CANCELLED: frozenset(),
}


class Fulfillment(models.TextChoices):
    """Whether there is a code: one that the shop makes is awaited, and may never come."""

    PENDING = "pending", _("Waiting for the shop")
    ISSUED = "issued", _("Issued")
    FAILED = "failed", _("Failed")


class Cause(models.TextChoices):
    REDEMPTION = "redemption", _("Redeemed for points")
    TIER = "tier", _("VIP tier reached")
    REFERRAL = "referral", _("Referred somebody")
    FRIEND = "friend", _("Was referred")
    GIFT = "gift", _("Given by hand")


class Why(models.TextChoices):
    """What moved a coupon to another state."""

    ORDER = "order", _("An order carried it")
    HAND = "hand", _("Marked by hand")
    ORDER_CANCELLED = "order_cancelled", _("Its order was cancelled")
    LAST_DAY = "last_day", _("Its last day is over")
    CANCELLED = "cancelled", _("Cancelled, points returned")
    REVOKED = "revoked", pgettext_lazy("coupon", "Cancelled")
    NOT_CONFIRMED = "not_confirmed", _("The shop system never confirmed it")


class CouponQuerySet(models.QuerySet["Coupon"]):
    def open(self) -> "CouponQuerySet":
        """Those that can still be used, or will be once the shop has confirmed them."""
        return self.filter(state=CouponState.ISSUED)


class Coupon(models.Model):
    """A reward that a customer got, with all that it promised then; later edits of the reward leave it alone.

    `entry_id` is the ledger entry that took `points`. It counts until before `expires_at`, the midnight after its
    last day. While it is used, `order_source` and `order_external_id` name the order, which may not have come yet.
    `terms` holds what the reward says besides: products, categories, stores, currencies, texts, icon.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="coupons", db_constraint=False, db_index=False
    )
    reward = models.ForeignKey(
        Reward, models.PROTECT, related_name="coupons", db_constraint=False, db_index=False
    )
    key = models.CharField(max_length=200)
    cause = models.CharField(max_length=10, choices=Cause)
    code = models.CharField(max_length=60, null=True)  # noqa: DJ001 -- unique where there is one
    state = models.CharField(max_length=9, choices=CouponState, default=CouponState.ISSUED)
    fulfillment = models.CharField(max_length=7, choices=Fulfillment, default=Fulfillment.ISSUED)
    points = models.PositiveBigIntegerField(default=0)
    entry_id = models.BigIntegerField(null=True)

    name = models.CharField(max_length=100)
    type = models.CharField(max_length=14, choices=RewardType)
    currency = models.CharField(max_length=3)
    value_cents = models.PositiveBigIntegerField(null=True)
    percent = models.PositiveSmallIntegerField(null=True)
    ceiling_cents = models.PositiveBigIntegerField(null=True)
    product = models.CharField(max_length=200, blank=True)
    min_order_cents = models.PositiveBigIntegerField(default=0)
    terms = models.JSONField(default=dict)

    issued_at = models.DateTimeField()
    last_day = models.DateField(null=True)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    order_source = models.CharField(max_length=40, blank=True)
    order_external_id = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField()

    objects = ScopedManager(_manager_class=models.Manager.from_queryset(CouponQuerySet), merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="coupon_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "code"], name="coupon_code_once"),
            models.UniqueConstraint(fields=["merchant", "customer", "key"], name="coupon_issued_once"),
            models.CheckConstraint(
                condition=Q(fulfillment="issued", code__isnull=False)
                | Q(fulfillment="pending", code=None, state__in=["issued", "cancelled"])
                | Q(fulfillment="failed", code=None, state="cancelled"),
                name="coupon_fulfilled_with_a_code",
            ),
            models.CheckConstraint(
                condition=Q(state="used", used_at__isnull=False)
                | ~Q(state="used") & Q(used_at=None, order_source="", order_external_id=""),
                name="coupon_names_its_order_while_used",
            ),
            models.CheckConstraint(
                condition=Q(points=0, entry_id=None) | Q(points__gte=1, entry_id__isnull=False),
                name="coupon_points_have_an_entry",
            ),
        ]
        indexes = [
            models.Index(fields=["merchant", "customer", "reward"], name="coupons_of_customer"),
            models.Index(
                fields=["merchant", "reward", "issued_at"],
                condition=~Q(state="cancelled"),
                name="coupons_of_reward",
            ),
            models.Index(fields=["merchant", "issued_at", "id"], name="coupons_by_time"),
            models.Index(fields=["merchant", "state", "issued_at", "id"], name="coupons_by_state"),
            models.Index(fields=["merchant", "updated_at", "id"], name="coupons_by_change"),
            models.Index(
                fields=["merchant", "order_source", "order_external_id"],
                condition=Q(state="used"),
                name="coupons_of_order",
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(state="issued", expires_at__isnull=False),
                name="coupons_due",
            ),
            models.Index(
                fields=["issued_at"],
                condition=Q(fulfillment="pending", state="issued"),
                name="coupons_awaited",
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.name


class CouponMove(models.Model):
    """One change of a coupon's state, for its story. `actor` is the team member who did it by hand."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    coupon = models.ForeignKey(
        Coupon, models.PROTECT, related_name="moves", db_constraint=False, db_index=False
    )
    state = models.CharField(max_length=9, choices=CouponState)
    why = models.CharField(max_length=15, choices=Why)
    order_external_id = models.CharField(max_length=200, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        indexes = [models.Index(fields=["merchant", "coupon", "id"], name="moves_of_coupon")]

    def __str__(self) -> str:
        return f"{self.coupon_id}: {self.state}"
