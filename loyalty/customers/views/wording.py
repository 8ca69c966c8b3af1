"""What is known of a customer, in words."""

from zoneinfo import ZoneInfo

from django.utils.timezone import now
from django.utils.translation import gettext as _

from loyalty.customers.models import UNKNOWN_YEAR, Customer
from loyalty.customers.queries import next_celebration
from loyalty.points.queries import expiring_of
from loyalty.ui.formats import active_locale, format_day, locale_of

MOST_ENDS = 6


def birthday_text(customer: Customer) -> str:
    """The day and, where it is known, the year."""
    birthday = customer.birthday
    return format_day(birthday, has_year=birthday.year != UNKNOWN_YEAR) if birthday else ""


def next_celebration_text(customer: Customer) -> str:
    """The day on which the birthday counts next."""
    zone = ZoneInfo(customer.merchant.timezone)
    day = next_celebration(customer, since=now().astimezone(zone).date(), zone=zone)
    return format_day(day) if day else ""


def expiring_lines(customer: Customer) -> list[tuple[str, int]]:
    """The first last days, in words, each with the points that can be used no longer; then what is left after them."""
    ends = expiring_of(customer)
    lines = [
        (_("Through %(day)s") % {"day": format_day(end.last_valid_on)}, end.points)
        for end in ends[:MOST_ENDS]
    ]
    later = sum(end.points for end in ends[MOST_ENDS:])
    return [*lines, (_("Later"), later)] if later else lines


def language_name(code: str) -> str:
    """A language as the reader calls it; its code where nobody has a name for it."""
    if not code or locale_of(code).language != code.partition("-")[0]:
        return code
    return str(locale_of(code).get_display_name(active_locale()))
