"""Limits, caps and dates in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earning.actions import RuleTerms
from earning.catalogue import Unit
from earning.conditions import Window, Words
from earning.explanation.sentences import points_text
from earning.models import Period
from loyalty.ui.formats import format_points


def limit_text(count: int, period: str, *, days: int | None = None) -> str:
    """`At most 3 times a month`."""
    if period == Period.ROLLING and days:
        texts = {"count": _times(count), "days": _days(days)}
        return _("At most %(count)s within %(days)s") % texts
    most = ngettext("At most once %(period)s", "At most %(count)s times %(period)s", count)
    return most % {"count": format_points(count), "period": Period(period).label}


def cap_text(points: int, period: str) -> str:
    """`At most 500 points a week`."""
    texts = {"points": points_text(points), "period": Period(period).label}
    return _("At most %(points)s %(period)s") % texts


def limits_of(terms: RuleTerms, *, unit: Unit = Unit.SENDER) -> list[str]:
    """The limit and the cap of a rule, or what its action is limited to anyway."""
    if fixed := fixed_limit(unit):
        return [fixed]
    limit = (
        [limit_text(terms.limit_count, terms.limit_period, days=terms.limit_days)]
        if terms.limit_count
        else []
    )
    return [*limit, *([cap_text(terms.cap_points, terms.cap_period)] if terms.cap_points else [])]


def fixed_limit(unit: Unit) -> str:
    """What an action that cannot be done again is limited to; nothing for others."""
    match unit:
        case Unit.CUSTOMER:
            return _("Once for each customer")
        case Unit.YEAR:
            return _("Once a year for each customer")
        case _:
            return ""


def dates_text(terms: RuleTerms) -> str:
    """`From 3 Nov until 5 Nov`, or nothing."""
    if not (terms.starts_at or terms.ends_at):
        return ""
    return Window(terms.starts_at, terms.ends_at).sentence(Words(""))


def _times(count: int) -> str:
    return ngettext("once", "%(count)s times", count) % {"count": format_points(count)}


def _days(days: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
