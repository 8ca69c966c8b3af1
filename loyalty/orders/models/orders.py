"""Orders and refunds as last seen. Money is in the currency's own minor unit."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant, Store

# What people call an order: its number, else the shop system's id. The search looks for the same expression.
NAME = Coalesce(NullIf(F("number"), Value("")), F("external_id"))


class OrderState(models.TextChoices):
    OPEN = "open", _("Open")
    PAID = "paid", _("Paid")
    CANCELLED = "cancelled", _("Cancelled")


class Order(models.Model):
    """What is known of an order. `NULL` amounts mean that no message has named them yet.

    `state_at` and `amounts_at` say when the newest message about each happened, so that a message that is late
    cannot undo one that is newer. A `version` given by the shop system beats both. `import_id` is the file that
    first brought the order; taking that file back withdraws it. `is_guest` is whether it was placed without an account.
    `channel` is the shop's own word, `country` an ISO 3166 code, `locale` such as `sv` or `pt-BR`.
    """

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    store = models.ForeignKey(Store, models.PROTECT, null=True, db_constraint=False, db_index=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, related_name="orders", db_constraint=False, db_index=False
    )
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    number = models.CharField(_("number"), max_length=60, blank=True)
    version = models.BigIntegerField(null=True)

    state = models.CharField(max_length=9, choices=OrderState, default=OrderState.OPEN)
    state_at = models.DateTimeField(null=True)
    placed_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    fulfilled_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    currency = models.CharField(max_length=3, blank=True)
    fx_rate = models.DecimalField(max_digits=20, decimal_places=10, null=True)
    amounts_at = models.DateTimeField(null=True)
    goods_cents = models.BigIntegerField(null=True)
    discount_cents = models.BigIntegerField(default=0)
    shipping_cents = models.BigIntegerField(default=0)
    tax_cents = models.BigIntegerField(default=0)
    lines = models.JSONField(default=list)

    is_guest = models.BooleanField(null=True)
    channel = models.CharField(_("channel"), max_length=40, blank=True, db_default="")
    country = models.CharField(_("country"), max_length=2, blank=True, db_default="")
    locale = models.CharField(_("language"), max_length=12, blank=True, db_default="")

    import_id = models.BigIntegerField(null=True)
    is_withdrawn = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=models.functions.Now())
    updated_at = models.DateTimeField(db_default=models.functions.Now())

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "id"], name="order_of_merchant"),
            models.UniqueConstraint(fields=["merchant", "source", "external_id"], name="order_known_once"),
            models.CheckConstraint(
                condition=Q(
                    goods_cents__gte=0, discount_cents__gte=0, shipping_cents__gte=0, tax_cents__gte=0
                ),
                name="order_amounts_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["merchant", "customer", "id"], name="orders_of_customer"),
            models.Index(fields=["merchant", "placed_at", "id"], name="orders_by_date"),
            models.Index(F("merchant"), NAME, name="orders_by_name"),
            models.Index(
                fields=["merchant", "import_id", "id"],
                condition=Q(import_id__isnull=False),
                name="orders_of_import",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.external_id


class Refund(models.Model):
    """Money or goods that came back. `lines` lists returned units by SKU, `goods_cents` what was paid for them."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, db_index=False)
    order = models.ForeignKey(
        Order, models.PROTECT, related_name="refunds", db_constraint=False, db_index=False
    )
    external_id = models.CharField(max_length=200)
    goods_cents = models.BigIntegerField(default=0)
    shipping_cents = models.BigIntegerField(default=0)
    lines = models.JSONField(default=list)
    refunded_at = models.DateTimeField()

    objects = ScopedManager(merchant="merchant")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "order", "external_id"], name="refund_known_once"),
            models.CheckConstraint(
                condition=Q(goods_cents__gte=0, shipping_cents__gte=0), name="refund_amounts_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.external_id
