"""Periods of the merchant's calendar."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from earning.models import Period

BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
END = datetime(9999, 12, 30, tzinfo=UTC)
# What happened at the very instant still counts.
INSTANT = timedelta(microseconds=1)


class Span(NamedTuple):
    """From `start` until before `end`."""

    start: datetime
    end: datetime


def span_of(period: str, moment: datetime, *, timezone: ZoneInfo, days: int | None = None) -> Span:
    """The period that a moment lies in. Local days have 23 or 25 hours when clocks change (S25)."""
    if period == Period.LIFETIME:
        return Span(BEGINNING, END)
    if period == Period.ROLLING:
        return Span(moment - timedelta(days=days or 0), moment + INSTANT)
    first, following = _dates(period, moment.astimezone(timezone).date())
    return Span(_midnight(first, timezone), _midnight(following, timezone))


def _dates(period: str, day: date) -> tuple[date, date]:
    """The period's first day and the day after its last."""
    match period:
        case Period.WEEK:
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=7)
        case Period.MONTH:
            first = day.replace(day=1)
            return first, (first + timedelta(days=31)).replace(day=1)
        case Period.YEAR:
            return date(day.year, 1, 1), date(day.year + 1, 1, 1)
        case _:
            return day, day + timedelta(days=1)


def _midnight(day: date, timezone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone).astimezone(UTC)
