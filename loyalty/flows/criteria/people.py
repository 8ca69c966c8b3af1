"""Who customers are, and what they have."""

from datetime import datetime, timedelta

from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from loyalty.customers.models import CustomerQuerySet
from loyalty.customers.queries import seen_since, tagged, tags_in_use
from loyalty.flows.criteria.kinds import Choice, Choices, Range, number_in
from loyalty.points.models import PointsAccount
from vip.models import CustomerTier, Tier
from vip.queries.holders import ON

PERIODS: Choices = [("7", _("Last 7 days")), ("30", _("Last 30 days")), ("365", _("Last 12 months"))]


class Balance(Range):
    name, label = "balance", _("Balance")

    def between(self, customers: CustomerQuerySet, least: int | None, most: int | None) -> CustomerQuerySet:
        ends = {"balance__gte": least, "balance__lte": most}
        held = PointsAccount.objects.filter(
            **{end: value for end, value in ends.items() if value is not None}
        )
        return customers.filter(pk__in=held.values("customer"))


class InTier(Choice):
    name, label = "tier", _("VIP tier")

    def choices(self, merchant_id: int) -> Choices:
        """None while VIP is switched off: then nothing shows a tier."""
        tiers = Tier.objects.filter(merchant_id=merchant_id, retired_at=None, **ON).order_by("milestone")
        return [(str(tier.pk), tier.name) for tier in tiers]

    def chosen(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:  # noqa: ARG002 -- every criterion is told
        tier = number_in(value)
        held = CustomerTier.objects.filter(tier=tier, **ON).values("customer")
        return customers.filter(pk__in=held) if tier else customers


class Seen(Choice):
    name, label = "seen", _("First seen")

    def choices(self, merchant_id: int) -> Choices:  # noqa: ARG002 -- every criterion is told
        return PERIODS

    def chosen(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:
        return seen_since(customers, value, at=at)


class Joined(Choice):
    name, label = "joined", _("Joined")

    def choices(self, merchant_id: int) -> Choices:  # noqa: ARG002 -- every criterion is told
        return PERIODS

    def chosen(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:
        days = number_in(value)
        return customers.filter(joined_at__gte=at - timedelta(days=days)) if days else customers


class BirthdayMonth(Choice):
    name, label = "birthday", _("Birthday in")

    def choices(self, merchant_id: int) -> Choices:  # noqa: ARG002 -- every criterion is told
        return [(str(number), name) for number, name in MONTHS.items()]

    def chosen(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:  # noqa: ARG002 -- every criterion is told
        month = number_in(value)
        return customers.filter(birthday__month=month) if 1 <= month <= 12 else customers


class Tagged(Choice):
    name, label = "tag", _("Tag")

    def choices(self, merchant_id: int) -> Choices:
        return [(tag, tag) for tag in tags_in_use(merchant_id)]

    def chosen(self, customers: CustomerQuerySet, value: str, *, at: datetime) -> CustomerQuerySet:  # noqa: ARG002 -- every criterion is told
        return tagged(customers, value)
