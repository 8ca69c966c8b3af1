"""Dates and times as files write them."""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo

from loyalty.files.mapping.problems import RowProblem
from loyalty.files.snapshots import DateOrder

NOON = 12
EARLIEST_YEAR = 1970
_CLOCK = (
    r"(?:[ T,]+(?:kl\.? ?)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?)?"
)
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_CLOCK}", re.IGNORECASE
)
_DIGITS = re.compile(
    rf"(?P<one>\d{{1,2}})[-/.](?P<two>\d{{1,2}})[-/.](?P<year>\d{{4}}|\d{{2}}){_CLOCK}", re.IGNORECASE
)
_DAY_NAMED = re.compile(
    rf"(?P<day>\d{{1,2}})\.? (?P<name>[^\W\d]{{3,}})\.?,? (?P<year>\d{{4}}){_CLOCK}", re.IGNORECASE
)
_MONTH_NAMED = re.compile(
    rf"(?P<name>[^\W\d]{{3,}})\.? (?P<day>\d{{1,2}}),? (?P<year>\d{{4}}){_CLOCK}", re.IGNORECASE
)
_LOOSE_ZONE = re.compile(r" (?:([+-]\d\d):?(\d\d)|(?:UTC|GMT|Z))$")
# English and Swedish months begin alike, but for May and October.
_MONTHS = ("jan", "feb", "mar", "apr", "ma", "jun", "jul", "aug", "sep", "o", "nov", "dec")


def moment_of(
    text: str, *, date_order: DateOrder, zone: tzinfo, field: str, earliest_year: int = EARLIEST_YEAR
) -> datetime:
    """The moment, in `zone` where the text names none; noon where it names no time. Raises RowProblem."""
    try:
        moment = _iso(text) or _written(text, date_order)
    except ValueError:
        raise RowProblem("date_impossible", field, text) from None
    if moment is None:
        raise RowProblem("date_unreadable", field, text)
    if moment.year < earliest_year:
        raise RowProblem("date_impossible", field, text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def guess_date_order(samples: Sequence[str]) -> DateOrder:
    """Month first if some second number is above 12 and no first one is; else day first."""
    matches = [match for text in samples if (match := _DIGITS.fullmatch(text.strip()))]
    is_month_first = any(int(match["two"]) > 12 for match in matches) and all(
        int(match["one"]) <= 12 for match in matches
    )
    return DateOrder.MONTH_FIRST if is_month_first else DateOrder.DAY_FIRST


def _iso(text: str) -> datetime | None:
    """`20261231`, `2026-12-31`, `2026-12-31 23:59:59 +0100` and the like; None for what is written otherwise."""
    if not (text[:4].isdecimal() and text.isascii()):
        return None
    if len(text) == 8 and text.isdecimal():
        return datetime(int(text[:4]), int(text[4:6]), int(text[6:]), NOON)  # noqa: DTZ001 -- the zone is set after
    tidy = _LOOSE_ZONE.sub(lambda match: f"{match[1]}:{match[2]}" if match[1] else "+00:00", text)
    try:
        moment = datetime.fromisoformat(tidy)
    except ValueError:
        return None
    return moment.replace(hour=NOON) if len(text) <= 10 else moment


def _written(text: str, date_order: DateOrder) -> datetime | None:
    for pattern in (_YEAR_FIRST, _DIGITS, _DAY_NAMED, _MONTH_NAMED):
        if match := pattern.fullmatch(text):
            return _built(match, date_order)
    return None


def _built(match: re.Match[str], date_order: DateOrder) -> datetime:
    parts = match.groupdict()
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    if "one" in parts:
        one, two = int(parts["one"]), int(parts["two"])
        day, month = (one, two) if date_order == DateOrder.DAY_FIRST else (two, one)
    else:
        day, month = int(parts["day"]), int(parts.get("month") or _month_named(parts["name"]))
    return datetime(year, month, day, _hour(parts), int(parts["minute"] or 0), int(parts["second"] or 0))  # noqa: DTZ001 -- the zone is set after


def _hour(parts: dict[str, str]) -> int:
    if not parts["hour"]:
        return NOON
    hour = int(parts["hour"])
    if not parts["half"]:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError
    return hour % 12 + (12 if parts["half"].lower() == "p" else 0)


def _month_named(name: str) -> int:
    for number, beginning in enumerate(_MONTHS, 1):
        if name.lower().startswith(beginning) and not (number == 5 and name.lower().startswith("mar")):
            return number
    raise ValueError
