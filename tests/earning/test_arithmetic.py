from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earning.arithmetic import divided, points_for
from earning.models import ValueType
from earning.snapshots import FrozenRule
from loyalty.merchants.models import Rounding


def make_frozen(points: int, cents: int | None = None, *, has_whole_units: bool = False) -> FrozenRule:
    value_type = ValueType.PER_AMOUNT if cents else ValueType.FIXED
    return FrozenRule(1, 1, 1, "place_order", "A rule", value_type, points, cents, has_whole_units)


@pytest.mark.parametrize(
    ("rule", "cents", "points"),
    [
        (make_frozen(1, 100), 19_99, (19, 20, 20)),
        (make_frozen(1, 100), 10_50, (10, 11, 11)),
        (make_frozen(1, 100), 10_49, (10, 10, 11)),
        (make_frozen(1, 100), 10_00, (10, 10, 10)),
        (make_frozen(5, 250), 3_00, (6, 6, 6)),
        (make_frozen(5, 250, has_whole_units=True), 7_49, (10, 10, 10)),
        (make_frozen(7), 1, (7, 7, 7)),
        (make_frozen(7), 0, (0, 0, 0)),
        (make_frozen(1, 100), 0, (0, 0, 0)),
        (make_frozen(1, 3), 10**15, (333333333333333, 333333333333333, 333333333333334)),
    ],
)
def test_points_are_rounded_once_at_the_end(
    rule: FrozenRule, cents: int, points: tuple[int, int, int]
) -> None:
    roundings = (Rounding.FLOOR, Rounding.HALF_UP, Rounding.CEIL)

    assert tuple(points_for(rule, cents=cents, rounding=rounding) for rounding in roundings) == points


@given(st.integers(0, 10**18), st.integers(1, 10**12))
def test_quotients_are_exact_however_large(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)

    assert 0 <= exact - divided(numerator, denominator, Rounding.FLOOR) < 1
    assert 0 <= divided(numerator, denominator, Rounding.CEIL) - exact < 1
    assert -Fraction(1, 2) <= exact - divided(numerator, denominator, Rounding.HALF_UP) < Fraction(1, 2)
