from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.orders.arithmetic import converted, share


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (10, [3, 1], [8, 2]),
        (1, [1, 3], [0, 1]),
        (5, [0, 10], [0, 5]),
        (5, [0, 0], [0, 0]),
        (0, [7, 7], [0, 0]),
        (3, [], []),
    ],
)
def test_the_largest_remainder_gets_the_odd_cent_and_the_first_of_equals(
    total: int, weights: list[int], shares: list[int]
) -> None:
    assert share(total, weights) == shares


@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**12), min_size=1, max_size=20))
def test_shares_sum_up_and_none_is_a_cent_off(total: int, weights: list[int]) -> None:
    whole = sum(weights)

    shares = share(total, weights)

    assert sum(shares) == (total if whole else 0)
    assert all(
        abs(given * whole - total * weight) < whole
        for given, weight in zip(shares, weights, strict=True)
        if whole
    )


@pytest.mark.parametrize(
    ("cents", "currency", "to", "rate", "result"),
    [
        (10_00, "EUR", "EUR", None, 10_00),
        (10_00, "EUR", "EUR", "2", 10_00),
        (1700_00, "ZAR", "USD", "0.0588", 99_96),
        (19_99, "USD", "JPY", "149.95", 2998),
        (1000, "JPY", "USD", "0.00667", 6_67),
        (1_005, "BHD", "USD", "2.65", 2_66),
        (1, "USD", "EUR", "0.5", 1),
        (1, "USD", "EUR", "0.49", 0),
        (10_00, "SEK", "EUR", None, None),
    ],
)
def test_foreign_money_becomes_whole_minor_units_half_up(
    cents: int, currency: str, to: str, rate: str | None, result: int | None
) -> None:
    assert converted(cents, currency=currency, to=to, fx_rate=Decimal(rate) if rate else None) == result
