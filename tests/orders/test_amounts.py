"""Money as files write it."""

import pytest

from loyalty.files.mapping.problems import RowProblem
from loyalty.orders.mapping.amounts import cents_of, digits_of
from loyalty.orders.snapshots import Decimals


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("11.77", 1177),
        ("12", 1200),
        ("12.5", 1250),
        ("0", 0),
        (".50", 50),
        ("1,234.50", 123450),
        ("$1,234.50", 123450),
        ("1 234.50 USD", 123450),
        ("1’234.50", 123450),
        ("10.000", 1000),
        ("-5.00", -500),
        ("(5.00)", -500),
        ("−5.00", -500),
        ("kr 99.00", 9900),
        ("٣.٥٠", 350),
    ],
)
def test_an_amount_is_exact(text: str, cents: int) -> None:
    assert cents_of(text, digits=2, decimals=Decimals.POINT, field="total") == cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1 299,00", 129900),
        ("1\N{NO-BREAK SPACE}299,00 kr", 129900),
        ("1.299,00", 129900),
        ("99:-", 9900),
        ("0,5", 50),
    ],
)
def test_a_comma_can_be_the_decimal_sign(text: str, cents: int) -> None:
    assert cents_of(text, digits=2, decimals=Decimals.COMMA, field="total") == cents


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("twelve", "amount_unreadable"), ("1,2,3", "amount_unreadable"), ("1.299,00", "amount_unreadable"),
        ("1e9", "amount_unreadable"), ("--5", "amount_unreadable"), ("12,34", "amount_unreadable"),
        ("1.005", "amount_too_fine"), ("9" * 30, "amount_absurd"), ("99999999999999.00", "amount_absurd"),
        ("9" * 10_000, "amount_absurd"), ("nan", "amount_unreadable"), ("∞", "amount_unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_a_problem(text: str, code: str) -> None:
    with pytest.raises(RowProblem) as problem:
        cents_of(text, digits=2, decimals=Decimals.POINT, field="total")

    assert problem.value.code == code
    assert len(problem.value.seen) <= 80


def test_currencies_have_their_own_digits() -> None:
    assert (digits_of("EUR"), digits_of("JPY"), digits_of("KWD")) == (2, 0, 3)
    with pytest.raises(RowProblem, match="currency_unknown"):
        digits_of("QQQ")
