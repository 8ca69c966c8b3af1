"""What the cells of a file of customers mean."""

import re
from datetime import UTC, date

from loyalty.customers.models import UNKNOWN_YEAR
from loyalty.customers.snapshots import Column
from loyalty.files.mapping.dates import moment_of
from loyalty.files.mapping.problems import RowProblem
from loyalty.files.snapshots import DateOrder

MOST_POINTS = 10**9
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,'\u2019\s]*")
_WITHOUT_YEAR = re.compile(r"(?:--)?([0-9]{1,2})[-/.]([0-9]{1,2})\.?")


def points_of(text: str) -> int:
    """Whole points: no blanks, no separators, no fractions (S29), since one of them read wrongly is a thousand off."""
    if not text:
        raise RowProblem("points_missing", Column.POINTS)
    if not _WHOLE.fullmatch(text):
        code = "points_separated" if _NUMBER.fullmatch(text) else "points_unreadable"
        raise RowProblem(code, Column.POINTS, text)
    if abs(points := int(text)) > MOST_POINTS:
        raise RowProblem("points_absurd", Column.POINTS, text)
    return points


def birthday_of(text: str, *, date_order: DateOrder) -> date:
    """The day, in the year `UNKNOWN_YEAR` where only day and month are given."""
    if not text:
        raise RowProblem("birthday_missing", Column.BIRTHDAY)
    if match := _WITHOUT_YEAR.fullmatch(text):
        one, two = int(match[1]), int(match[2])
        # 12-31 is how ISO 8601 has it; with slashes or points it is as dates are written in this file.
        is_day_first = "-" not in text and date_order == DateOrder.DAY_FIRST
        month, day = (two, one) if is_day_first else (one, two)
        return _day(text, month, day)
    moment = moment_of(
        text, date_order=date_order, zone=UTC, field=Column.BIRTHDAY, earliest_year=UNKNOWN_YEAR
    )
    return moment.date()


def _day(text: str, month: int, day: int) -> date:
    try:
        return date(UNKNOWN_YEAR, month, day)
    except ValueError:
        raise RowProblem("date_impossible", Column.BIRTHDAY, text) from None
