"""What can be asked of customers: one criterion for each filter of the list."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from django.db.models import Count
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from loyalty.customers.models import CustomerQuerySet
from loyalty.customers.queries import seen_since, tagged, tags_in_use
from loyalty.merchants.models import Store
from loyalty.orders.models import Order
from loyalty.points.models import PointsAccount
from loyalty.rewards.models import Coupon
from vip.models import CustomerTier, Tier

Choices = list[tuple[str, StrOrPromise]]
PERIODS: Choices = [("7", _("Last 7 days")), ("30", _("Last 30 days")), ("365", _("Last 12 months"))]
LONGEST_NUMBER = 10


class Criterion(ABC):
    """One question about customers. `name` is its parameter in the address and its key in a segment."""

    name: ClassVar[str]
    label: ClassVar[StrOrPromise]

    @abstractmethod
    def choices(self, merchant_id: int) -> Choices:
        """The possible answers."""

    @abstractmethod
    def narrow(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:
        """The customers for whom that is the answer; what is none changes nothing."""


class Balance(Criterion):
    name, label = "balance", _("Balance")
    ranges: ClassVar[Mapping[str, tuple[StrOrPromise, dict[str, int]]]] = {
        "some": (_("Has points"), {"balance__gt": 0}),
        "none": (_("No points"), {"balance": 0}),
        "debt": (_("Below zero"), {"balance__lt": 0}),
        "100": (_("100 and more"), {"balance__gte": 100}),
        "500": (_("500 and more"), {"balance__gte": 500}),
        "1000": (_("1,000 and more"), {"balance__gte": 1000}),
        "5000": (_("5,000 and more"), {"balance__gte": 5000}),
    }

    def choices(self, merchant_id: int) -> Choices:  # noqa: ARG002 -- every criterion is told
        return [(value, label) for value, (label, _range) in self.ranges.items()]

    def narrow(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:  # noqa: ARG002 -- every criterion is told
        if value not in self.ranges:
            return customers
        return customers.filter(
            pk__in=PointsAccount.objects.filter(**self.ranges[value][1]).values("customer")
        )


class Seen(Criterion):
    name, label = "seen", _("First seen")

    def choices(self, merchant_id: int) -> Choices:  # noqa: ARG002 -- every criterion is told
        return PERIODS

    def narrow(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:
        return seen_since(customers, value, at=at)


class Joined(Criterion):
    name, label = "joined", _("Joined")

    def choices(self, merchant_id: int) -> Choices:  # noqa: ARG002 -- every criterion is told
        return PERIODS

    def narrow(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:
        days = _number(value)
        return customers.filter(joined_at__gte=at - timedelta(days=days)) if days else customers


class LastOrder(Criterion):
    name, label = "ordered", _("Last order")

    def choices(self, merchant_id: int) -> Choices:  # noqa: ARG002 -- every criterion is told
        return [*PERIODS, ("never", _("Never ordered"))]

    def narrow(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:
        orders = Order.objects.filter(customer__isnull=False, is_withdrawn=False)
        if value == "never":
            return customers.exclude(pk__in=orders.values("customer"))
        days = _number(value)
        since = orders.filter(placed_at__gte=at - timedelta(days=days)).values("customer")
        return customers.filter(pk__in=since) if days else customers


class OrderCount(Criterion):
    name, label = "orders", _("Orders")

    def choices(self, merchant_id: int) -> Choices:  # noqa: ARG002 -- every criterion is told
        return [
            ("1", _("1 and more")),
            ("2", _("2 and more")),
            ("5", _("5 and more")),
            ("10", _("10 and more")),
        ]

    def narrow(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:  # noqa: ARG002 -- every criterion is told
        least = _number(value)
        orders = Order.objects.filter(customer__isnull=False, state="paid", is_withdrawn=False)
        several = orders.values("customer").annotate(orders=Count("pk")).filter(orders__gte=least)
        return customers.filter(pk__in=several.values("customer")) if least else customers


class HasCoupon(Criterion):
    name, label = "coupon", _("Rewards")

    def choices(self, merchant_id: int) -> Choices:  # noqa: ARG002 -- every criterion is told
        return [("open", _("Has an open coupon"))]

    def narrow(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:  # noqa: ARG002 -- every criterion is told
        opened = Coupon.objects.filter(state="issued").values("customer")
        return customers.filter(pk__in=opened) if value == "open" else customers


class BirthdayMonth(Criterion):
    name, label = "birthday", _("Birthday in")

    def choices(self, merchant_id: int) -> Choices:  # noqa: ARG002 -- every criterion is told
        return [(str(number), name) for number, name in MONTHS.items()]

    def narrow(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:  # noqa: ARG002 -- every criterion is told
        month = _number(value)
        return customers.filter(birthday__month=month) if 1 <= month <= 12 else customers


class InTier(Criterion):
    name, label = "tier", _("VIP tier")

    def choices(self, merchant_id: int) -> Choices:
        tiers = Tier.objects.filter(merchant_id=merchant_id, retired_at=None).order_by("milestone")
        return [(str(tier.pk), tier.name) for tier in tiers]

    def narrow(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:  # noqa: ARG002 -- every criterion is told
        tier = _number(value)
        held = CustomerTier.objects.filter(tier=tier).values("customer")
        return customers.filter(pk__in=held) if tier else customers


class InStore(Criterion):
    name, label = "store", _("Store")

    def choices(self, merchant_id: int) -> Choices:
        return [(str(store.pk), store.name) for store in Store.objects.filter(merchant_id=merchant_id)]

    def narrow(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:  # noqa: ARG002 -- every criterion is told
        store = _number(value)
        bought = Order.objects.filter(store=store, customer__isnull=False).values("customer")
        return customers.filter(pk__in=bought) if store else customers


class Tagged(Criterion):
    name, label = "tag", _("Tag")

    def choices(self, merchant_id: int) -> Choices:
        return [(tag, tag) for tag in tags_in_use(merchant_id)]

    def narrow(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:  # noqa: ARG002 -- every criterion is told
        return tagged(customers, value)


CRITERIA: tuple[Criterion, ...] = (
    Balance(),
    InTier(),
    Seen(),
    Joined(),
    LastOrder(),
    OrderCount(),
    HasCoupon(),
    BirthdayMonth(),
    InStore(),
    Tagged(),
)


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER else 0
