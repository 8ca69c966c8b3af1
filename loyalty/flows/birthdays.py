"""What a birthday sets in motion (S14)."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction

from earning.actions.birthdays import award_birthdays
from earning.queries.birthdays import first_birthday_rule_at
from loyalty.audit.actions import record
from loyalty.customers.actions import move_calendar, open_calendar, set_birthday
from loyalty.customers.models import BirthdayCalendar, Customer
from loyalty.customers.queries import birthday_in, celebrants, is_celebrant, local_midnight
from loyalty.flows.standings import tiers_reviewed
from loyalty.merchants.models import Merchant
from loyalty.outbox.actions import announce_customers
from loyalty.team.models import User
from vip.models import Cause

BATCH = 5000
ONE_DAY = timedelta(days=1)


class Kept(NamedTuple):
    """Some customers' day: how many they were, and how many of them got points."""

    day: date
    celebrants: int
    awarded: int


@transaction.atomic
def birthday_set(customer: Customer, *, birthday: date | None, by: User | None, at: datetime) -> None:
    """The customer's birthday is known, or no longer; `set_birthday` says what refuses and from when it counts.

    What the day known so far had due by now is given first. The date itself is not written into the audit, which
    nothing can erase.
    """
    own_birthday_kept(customer, at=at)
    before = set_birthday(customer, birthday=birthday, at=at)
    if before == birthday:
        return
    record(
        "customer.birthday_set" if birthday else "customer.birthday_removed",
        subject="customer",
        subject_id=customer.pk,
        merchant_id=customer.merchant_id,
        actor=by,
        at=at,
    )
    announce_customers([customer.pk], merchant_id=customer.merchant_id, at=at)


@transaction.atomic
def birthdays_kept(merchant: Merchant, *, at: datetime, size: int = BATCH) -> Kept | None:
    """Points for the next customers, `size` at most, whose local day has begun by `at`; None once all have theirs.

    Days come one after the other since the last that was kept, however long ago; each by the rules and with the
    members of its own midnight.
    """
    zone = ZoneInfo(merchant.timezone)
    calendar, today = _calendar(merchant, zone), at.astimezone(zone).date()
    if calendar is None or calendar.day > today:
        return None
    day, customer_ids = _next_celebrants(calendar, until=today, zone=zone, size=size)
    awarded = _award(customer_ids, day=day, merchant=merchant, at=at)
    if len(customer_ids) == size:
        move_calendar(calendar, day=day, after_id=customer_ids[-1])
    else:
        move_calendar(calendar, day=day + ONE_DAY)
    return Kept(day, len(customer_ids), len(awarded))


@transaction.atomic
def own_birthday_kept(customer: Customer, *, at: datetime) -> None:
    """What is due to one customer by now, before something changes that it depends on."""
    merchant = customer.merchant
    zone = ZoneInfo(merchant.timezone)
    # No key: whoever posts to the account meanwhile points at the customer while they hold the account.
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    first = _first_day(merchant, zone) if locked.birthday else None
    if first is None or locked.birthday is None:
        return
    today = at.astimezone(zone).date()
    for day in (birthday_in(year, locked.birthday) for year in range(first.year, today.year + 1)):
        if first <= day <= today and is_celebrant(locked, day, zone=zone):
            _award([locked.pk], day=day, merchant=merchant, at=at)


def _next_celebrants(
    calendar: BirthdayCalendar, *, until: date, zone: ZoneInfo, size: int
) -> tuple[date, list[int]]:
    """The first day from the calendar's on that anybody celebrates, with those who do; else the last day."""
    day, after_id = calendar.day, calendar.after_id
    while not (customer_ids := celebrants(day, zone=zone, after_id=after_id, size=size)) and day < until:
        day, after_id = day + ONE_DAY, 0
    return day, customer_ids


def _award(customer_ids: list[int], *, day: date, merchant: Merchant, at: datetime) -> list[int]:
    midnight = local_midnight(day, ZoneInfo(merchant.timezone))
    awarded = award_birthdays(customer_ids, day=day, midnight=midnight, merchant_id=merchant.pk)
    announce_customers(awarded, merchant_id=merchant.pk, at=at)
    tiers_reviewed(awarded, merchant=merchant, cause=Cause.POINTS, happened_at=midnight, at=at)
    return awarded


def _calendar(merchant: Merchant, zone: ZoneInfo) -> BirthdayCalendar | None:
    """The merchant's calendar, locked; None while there never was a rule about birthdays."""
    first = _first_day(merchant, zone)
    return open_calendar(merchant_id=merchant.pk, first=first) if first else None


def _first_day(merchant: Merchant, zone: ZoneInfo) -> date | None:
    """The first local day that was not kept yet: of a new calendar, the one that brought the first rule."""
    if known := BirthdayCalendar.objects.filter(pk=merchant.pk).first():
        return known.day
    first_rule_at = first_birthday_rule_at(merchant.pk)
    return first_rule_at.astimezone(zone).date() if first_rule_at else None
