"""From money to points, in integers only."""

from decimal import Decimal
from fractions import Fraction
from math import floor

from babel.numbers import get_currency_precision

from earning.models import ValueType
from earning.snapshots import FrozenRule
from loyalty.merchants.models import Rounding


def points_for(rule: FrozenRule, *, cents: int, rounding: Rounding) -> int:
    """Whole points that a rule gives for an amount in the programme's minor unit; rounded once, at the end (S3)."""
    if cents <= 0:
        return 0
    if rule.value_type == ValueType.FIXED or not rule.amount_cents:
        return rule.points
    if rule.has_whole_units:
        return rule.points * (cents // rule.amount_cents)
    return divided(rule.points * cents, rule.amount_cents, rounding)


def divided(numerator: int, denominator: int, rounding: Rounding) -> int:
    """A quotient of non-negative integers, rounded as the programme says."""
    match rounding:
        case Rounding.FLOOR:
            return numerator // denominator
        case Rounding.HALF_UP:
            return (2 * numerator + denominator) // (2 * denominator)
        case Rounding.CEIL:
            return -(-numerator // denominator)


def converted(cents: int, *, currency: str, to: str, fx_rate: Decimal | None) -> int | None:
    """The amount in another currency's minor unit, half up (S20); None where no rate is known."""
    if currency == to:
        return cents
    if fx_rate is None:
        return None
    digits = get_currency_precision(to) - get_currency_precision(currency)
    return floor(cents * Fraction(fx_rate) * Fraction(10) ** digits + Fraction(1, 2))
