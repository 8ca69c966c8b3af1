"""Rules and their arithmetic in words."""

from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from babel.numbers import format_currency, format_decimal, get_currency_precision
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from earning.models import ValueType
from loyalty.merchants.models import Rounding
from loyalty.ui.formats import active_locale, format_money, format_points

SHOWN_DIGITS = 4
ONCE = Fraction(1)


class Terms(Protocol):
    """What a rule gives, be it a version, a frozen one or what is being typed."""

    @property
    def value_type(self) -> str: ...
    @property
    def points(self) -> int: ...
    @property
    def amount_cents(self) -> int | None: ...
    @property
    def has_whole_units(self) -> bool: ...


def sentence_of(terms: Terms, *, currency: str) -> str:
    """`200 points`, `1 point for every $1`, `5 points for every full $10`."""
    given = points_text(terms.points)
    if terms.value_type == ValueType.FIXED or not terms.amount_cents:
        return given
    texts = {"points": given, "amount": short_money(terms.amount_cents, currency)}
    if terms.has_whole_units:
        return _("%(points)s for every full %(amount)s") % texts
    return _("%(points)s for every %(amount)s") % texts


def arithmetic_of(
    terms: Terms,
    *,
    cents: int,
    currency: str,
    points: int,
    rounding: Rounding,
    times: Fraction = ONCE,
) -> str:
    """How `cents` of the programme's currency became `points`: `… = 29.33 → 29 (rounded down)`."""
    boost = f" × {shown(times)}" if times != ONCE else ""
    if terms.value_type == ValueType.FIXED or not terms.amount_cents:
        if boost:
            return f"{points_text(terms.points)}{boost} = {format_points(points)}"
        return _("%(points)s for the order, whatever its amount") % {"points": points_text(points)}
    texts = {
        "money": format_money(cents, currency),
        "amount": short_money(terms.amount_cents, currency),
        "given": points_text(terms.points) + (boost if terms.has_whole_units else ""),
        "points": format_points(points),
        "times": format_points(cents // terms.amount_cents),
    }
    if terms.has_whole_units:
        return _("%(amount)s fits %(times)s times into %(money)s: %(times)s × %(given)s = %(points)s") % texts
    exact = Fraction(terms.points * cents, terms.amount_cents) * times
    product = _("%(money)s × %(given)s per %(amount)s") % texts + boost
    if exact.denominator == 1:
        return f"{product} = {texts['points']}"
    return f"{product} = {shown(exact)} → {texts['points']} ({_ROUNDED[rounding]()})"


def points_text(points: int) -> str:
    """`1 point`, `2,000 points`."""
    return ngettext("%(count)s point", "%(count)s points", points) % {"count": format_points(points)}


def short_money(cents: int, currency: str) -> str:
    """Money without the zeros of a whole amount: `$1`, `$2.50`."""
    amount = Decimal(cents).scaleb(-get_currency_precision(currency))
    if amount != amount.to_integral_value():
        return format_money(cents, currency)
    locale = active_locale()
    pattern = locale.currency_formats["standard"].pattern.replace("0.00", "0")
    return format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)


def shown(exact: Fraction) -> str:
    """A quotient with at most four digits, and an ellipsis where more follow."""
    cut = Decimal(exact.numerator * 10**SHOWN_DIGITS // exact.denominator).scaleb(-SHOWN_DIGITS)
    text = format_decimal(cut, format="#,##0.####", locale=active_locale())
    return text if Fraction(cut) == exact else f"{text}…"


_ROUNDED = {
    Rounding.FLOOR: lambda: _("rounded down"),
    Rounding.HALF_UP: lambda: _("rounded to the nearest point"),
    Rounding.CEIL: lambda: _("rounded up"),
}
