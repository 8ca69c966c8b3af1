"""How the programme is doing: members, and points by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import TruncDate

from loyalty.customers.models import Customer, CustomerQuerySet
from loyalty.merchants.models import Merchant
from loyalty.points.queries import DayOfPoints, points_by_day


@dataclass(frozen=True, slots=True)
class Period:
    """Days up to today in the merchant's zone, and as many before them to compare with."""

    days: int
    today: date

    @property
    def first(self) -> date:
        return self.today - timedelta(days=self.days - 1)

    @property
    def before(self) -> date:
        return self.first - timedelta(days=self.days)

    def starts_at(self, timezone: str) -> datetime:
        """The first moment of the first day."""
        return datetime.combine(self.first, time.min, ZoneInfo(timezone))


@dataclass(frozen=True, slots=True)
class Members:
    """How many there are, how many of them joined in the period, and how many there were each day."""

    count: int
    joined: int
    by_day: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pulse:
    """What was issued and redeemed in a period and in the one before it."""

    days: Sequence[DayOfPoints]
    earlier: Sequence[DayOfPoints]

    @property
    def issued(self) -> int:
        return sum(day.issued for day in self.days)

    @property
    def redeemed(self) -> int:
        return sum(day.redeemed for day in self.days)

    @property
    def more_issued(self) -> int:
        return self.issued - sum(day.issued for day in self.earlier)

    @property
    def more_redeemed(self) -> int:
        return self.redeemed - sum(day.redeemed for day in self.earlier)

    @property
    def is_quiet(self) -> bool:
        """Nothing moved at all."""
        return not any(day.issued or day.redeemed for day in self.days)


def pulse(merchant: Merchant, period: Period) -> Pulse:
    """Points by day. Reads the two periods' entries alone, from an index."""
    days = points_by_day(merchant.pk, period.before, merchant.timezone, until=period.today)
    return Pulse(days[period.days :], days[: period.days])


def members(merchant: Merchant, period: Period) -> Members:
    """The members now, and how they grew over the period. Two queries."""
    zone = ZoneInfo(merchant.timezone)
    everyone: CustomerQuerySet = Customer.objects.filter(merchant_id=merchant.pk)
    belonging = everyone.members()
    count = belonging.count()
    joined = belonging.filter(joined_at__gte=period.starts_at(merchant.timezone)).values_list(
        TruncDate("joined_at", tzinfo=zone)
    )
    new = dict(joined.annotate(count=Count("pk")))
    by_day = [new.get(period.first + timedelta(days=day), 0) for day in range(period.days)]
    earlier = count - sum(by_day)
    return Members(count, sum(by_day), tuple(accumulate(by_day, initial=earlier))[1:])
