"""A customer's birthday, and how far birthdays have been kept."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.customers.models import UNKNOWN_YEAR, BirthdayCalendar, Customer
from loyalty.errors import Refused

EARLIEST_YEAR = 1900


class BirthdayToCome(Refused):
    code = "birthday_in_future"
    message = _("This day is still to come.")


class BirthdayTooLongAgo(Refused):
    code = "birthday_too_long_ago"
    message = _("Enter a year from 1900 on, or leave it out.")


@transaction.atomic
def set_birthday(customer: Customer, *, birthday: date | None, at: datetime) -> date | None:
    """The customer was born on that day, in the year `UNKNOWN_YEAR` if nobody said it. What was known comes back.

    Another day begins the waiting time of S14 anew; the same day again, or only another year, does not. Refused as
    `BirthdayToCome` or `BirthdayTooLongAgo`.
    """
    people = Customer.objects.select_for_update(of=("self",), no_key=True).select_related("merchant")
    locked = people.get(pk=customer.pk)
    _check(birthday, today=at.astimezone(ZoneInfo(locked.merchant.timezone)).date())
    if locked.birthday != birthday:
        is_same_day = _day(locked.birthday) == _day(birthday)
        changed_at = locked.birthday_changed_at if is_same_day else at
        Customer.objects.filter(pk=locked.pk).update(
            birthday=birthday, birthday_changed_at=changed_at, updated_at=at
        )
    return locked.birthday


def open_calendar(*, merchant_id: int, first: date) -> BirthdayCalendar:
    """The merchant's calendar, locked: two workers must not keep one day twice. A new one begins on `first`."""
    BirthdayCalendar.objects.bulk_create(
        [BirthdayCalendar(merchant_id=merchant_id, day=first)], ignore_conflicts=True
    )
    return BirthdayCalendar.objects.select_for_update().get(pk=merchant_id)


def move_calendar(calendar: BirthdayCalendar, *, day: date, after_id: int = 0) -> None:
    """That day comes next, and of its customers those after `after_id`."""
    BirthdayCalendar.objects.filter(pk=calendar.pk).update(day=day, after_id=after_id)


def _check(birthday: date | None, *, today: date) -> None:
    if birthday is None or birthday.year == UNKNOWN_YEAR:
        return
    if birthday > today:
        raise BirthdayToCome
    if birthday.year < EARLIEST_YEAR:
        raise BirthdayTooLongAgo


def _day(birthday: date | None) -> tuple[int, int] | None:
    return (birthday.month, birthday.day) if birthday else None
