"""From money to points, in integers only."""

from fractions import Fraction

from earning.models import ValueType
from earning.snapshots import FrozenRule
from loyalty.merchants.models import Rounding

ONCE = Fraction(1)


def points_for(rule: FrozenRule, *, cents: int, rounding: Rounding, times: Fraction = ONCE) -> int:
    """Whole points that a rule gives for an amount in the programme's minor unit, so many `times`.

    It is rounded once, at the end (S3, S4).
    """
    if cents <= 0:
        return 0
    if (
        times is ONCE
        and rule.value_type is ValueType.PER_AMOUNT
        and rule.amount_cents
        and not rule.has_whole_units
    ):
        return divided(rule.points * cents, rule.amount_cents, rounding)
    if rule.value_type == ValueType.FIXED or not rule.amount_cents:
        points, amount = rule.points, 1
    elif rule.has_whole_units:
        points, amount = rule.points * (cents // rule.amount_cents), 1
    else:
        points, amount = rule.points * cents, rule.amount_cents
    return divided(points * times.numerator, amount * times.denominator, rounding)


def divided(numerator: int, denominator: int, rounding: Rounding) -> int:
    """A quotient of non-negative integers, rounded as the programme says."""
    match rounding:
        case Rounding.FLOOR:
            return numerator // denominator
        case Rounding.HALF_UP:
            return (2 * numerator + denominator) // (2 * denominator)
        case Rounding.CEIL:
            return -(-numerator // denominator)
