"""What customers bought and redeemed."""

from datetime import datetime, timedelta

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from loyalty.customers.models import CustomerQuerySet
from loyalty.flows.criteria.kinds import Choice, Choices, number_in
from loyalty.flows.criteria.people import PERIODS
from loyalty.merchants.models import Store
from loyalty.orders.models import Order
from loyalty.rewards.models import Coupon


class LastOrder(Choice):
    name, label = "ordered", _("Last order")

    def choices(self, merchant_id: int) -> Choices:  # noqa: ARG002 -- every criterion is told
        return [*PERIODS, ("never", _("Never ordered"))]

    def chosen(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:
        orders = Order.objects.filter(customer__isnull=False, is_withdrawn=False)
        if value == "never":
            return customers.exclude(pk__in=orders.values("customer"))
        days = number_in(value)
        since = orders.filter(placed_at__gte=at - timedelta(days=days)).values("customer")
        return customers.filter(pk__in=since) if days else customers


class OrderCount(Choice):
    name, label = "orders", _("Orders")

    def choices(self, merchant_id: int) -> Choices:  # noqa: ARG002 -- every criterion is told
        return [
            ("1", _("1 and more")),
            ("2", _("2 and more")),
            ("5", _("5 and more")),
            ("10", _("10 and more")),
        ]

    def chosen(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:  # noqa: ARG002 -- every criterion is told
        least = number_in(value)
        orders = Order.objects.filter(customer__isnull=False, state="paid", is_withdrawn=False)
        several = orders.values("customer").annotate(orders=Count("pk")).filter(orders__gte=least)
        return customers.filter(pk__in=several.values("customer")) if least else customers


class HasCoupon(Choice):
    name, label = "coupon", _("Rewards")

    def choices(self, merchant_id: int) -> Choices:  # noqa: ARG002 -- every criterion is told
        return [("open", _("Has an open coupon"))]

    def chosen(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:  # noqa: ARG002 -- every criterion is told
        opened = Coupon.objects.filter(state="issued").values("customer")
        return customers.filter(pk__in=opened) if value == "open" else customers


class InStore(Choice):
    name, label = "store", _("Store")

    def choices(self, merchant_id: int) -> Choices:
        return [(str(store.pk), store.name) for store in Store.objects.filter(merchant_id=merchant_id)]

    def chosen(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:  # noqa: ARG002 -- every criterion is told
        store = number_in(value)
        bought = Order.objects.filter(store=store, customer__isnull=False).values("customer")
        return customers.filter(pk__in=bought) if store else customers
