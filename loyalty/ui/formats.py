"""Numbers, money and time as people read them in the active language."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta
from babel.numbers import format_currency, format_decimal, get_currency_precision
from babel.numbers import format_percent as babel_percent
from django.utils.timezone import localtime
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

# CLDR parts a currency written in letters from the number; Babel does not.
_CODE_BESIDE_DIGITS = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
JUST_NOW_SECONDS = 45


@lru_cache(maxsize=32)
def locale_of(language: str) -> Locale:
    """Babel's locale for a Django language code; English where Babel knows none."""
    try:
        return Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def active_locale() -> Locale:
    return locale_of(get_language() or "en")


def format_points(points: int) -> str:
    """`12 345` in Swedish, `12,345` in English; never decimals."""
    return _with_minus(format_decimal(points, format="#,##0", locale=active_locale()))


def format_range(least: int | None, most: int | None) -> str:
    """Whole numbers from here to there, both included; either end may be open, and nothing is said if both are."""
    if least is None:
        return "" if most is None else _("%(number)s or less") % {"number": format_points(most)}
    if most is None:
        return _("%(number)s or more") % {"number": format_points(least)}
    if least == most:
        return format_points(least)
    return _("%(least)s to %(most)s") % {"least": format_points(least), "most": format_points(most)}


def format_signed(points: int) -> str:
    """With its sign always: `+50`, `-1,200` with a true minus, `0`."""
    return f"+{format_points(points)}" if points > 0 else format_points(points)


def format_money(cents: int, currency: str) -> str:
    """`cents` are the currency's smallest unit: 1234 is 12.34 EUR, 1,234 JPY, 1.234 KWD (ISO 4217)."""
    amount = Decimal(cents).scaleb(-get_currency_precision(currency))
    text = format_currency(amount, currency, locale=active_locale())
    return _with_minus(_CODE_BESIDE_DIGITS.sub(NO_BREAK_SPACE, text))


def format_percent(part: float, whole: float) -> str:
    """A whole percentage, rounded down so that 100 % means all; an empty whole is 0 %."""
    share = int(100 * part / whole) if whole else 0
    return babel_percent(share / 100, locale=active_locale())


def format_ago(moment: datetime, *, at: datetime) -> str:
    """`3 hours ago`, `in 2 days`; within three quarters of a minute, `just now`."""
    delta = moment - at
    if abs(delta.total_seconds()) < JUST_NOW_SECONDS:
        return _("just now")
    return format_timedelta(delta, add_direction=True, threshold=1.5, locale=active_locale())


def format_moment(moment: datetime) -> str:
    """The exact time in the zone that is active, which is the merchant's: `3 Nov 2026, 14:05 CET`."""
    local = localtime(moment)
    text = format_datetime(local, "medium", tzinfo=local.tzinfo, locale=active_locale())
    return f"{text} {local.tzname()}"


def format_day(day: date, *, has_year: bool = True) -> str:
    """`March 15, 1990`, `15 mars 1990`; without the year `March 15`."""
    if has_year:
        return format_date(day, "long", locale=active_locale())
    return str(format_skeleton("MMMMd", day, locale=active_locale()))


def format_duration(seconds: int) -> str:
    """A length of time in its largest sensible unit: `40 seconds`, `3 minutes`."""
    return format_timedelta(seconds, threshold=1.5, locale=active_locale())


def _with_minus(text: str) -> str:
    return text.replace("-", MINUS)
