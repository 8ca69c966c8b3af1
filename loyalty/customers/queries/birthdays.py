"""Whose birthday it is, and from when a birthday counts."""

from calendar import isleap
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from django.db.models import Q

from loyalty.customers.models import DAY_OF_YEAR, Customer, CustomerQuerySet

# A date entered or changed so shortly before the day waits for next year (S14).
GUARD_DAYS = 30


def celebrants(day: date, *, zone: ZoneInfo, after_id: int, size: int) -> list[int]:
    """The next members, by id, whose birthday is kept on that local day.

    As they stood at its first moment: who joined or was let back in since was no member then (S17, S18).
    """
    found = _celebrating(day, zone).filter(pk__gt=after_id).order_by("pk")
    return list(found.values_list("pk", flat=True)[:size])


def is_celebrant(customer: Customer, day: date, *, zone: ZoneInfo) -> bool:
    """Whether the customer is one of them."""
    return _celebrating(day, zone).filter(pk=customer.pk).exists()


def birthday_in(year: int, birthday: date) -> date:
    """The day on which it is kept: 29 February is 28 February in common years."""
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def next_celebration(customer: Customer, *, since: date, zone: ZoneInfo) -> date | None:
    """The first day from `since` on that the customer's birthday counts; None where it is not known."""
    if customer.birthday is None or customer.birthday_changed_at is None:
        return None
    changed_on = customer.birthday_changed_at.astimezone(zone).date()
    first = max(since, changed_on + timedelta(days=GUARD_DAYS + 1))
    days = (birthday_in(year, customer.birthday) for year in count(first.year))
    return next(day for day in days if day >= first)


def local_midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a local day."""
    return datetime.combine(day, time.min, zone)


def _celebrating(day: date, zone: ZoneInfo) -> CustomerQuerySet:
    midnight = local_midnight(day, zone)
    was_member = Q(joined_at__lte=midnight) & (Q(returned_at=None) | Q(returned_at__lte=midnight))
    was_known = Q(birthday_changed_at__lt=local_midnight(day - timedelta(days=GUARD_DAYS), zone))
    members: CustomerQuerySet = Customer.objects.members()
    return members.alias(day=DAY_OF_YEAR).filter(
        was_member, was_known, birthday__isnull=False, day__in=_days_kept_on(day)
    )


def _days_kept_on(day: date) -> list[int]:
    """As `DAY_OF_YEAR` spells them."""
    number = day.month * 100 + day.day
    return [228, 229] if number == 228 and not isleap(day.year) else [number]
