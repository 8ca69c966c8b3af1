from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from loyalty.ui.fields import DecimalField, MoneyField, NumberField, PointsField

MISPLACED = "A comma parts thousands here: write 2.50 or 1,000."


@pytest.mark.parametrize(
    ("currency", "typed", "cents"), [("EUR", "12.34", 1234), ("JPY", "500", 500), ("KWD", "1.5", 1500)]
)
def test_money_is_in_the_minor_unit_of_its_currency(currency: str, typed: str, cents: int) -> None:
    field = MoneyField(label="Amount", currency=currency)

    assert field.clean(typed) == cents
    assert field.prepare_value(cents) == Decimal(typed)


def test_money_is_typed_as_people_write_it() -> None:
    with translation.override("sv"):
        assert MoneyField(label="Belopp", currency="SEK").clean("12,50") == 1250


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("0", "Enter an amount above zero."),
        ("-1", "Enter an amount above zero."),
        ("1.234", "Amounts in EUR have at most 2 decimals."),
        ("1.000", "Amounts in EUR have at most 2 decimals."),
        ("2,50", MISPLACED),
        ("1,00", MISPLACED),
        ("10,00,000", MISPLACED),
        ("much", "Enter an amount, such as 10."),
        ("", "Enter an amount."),
        ("1000000001", "Enter at most 1,000,000,000."),
    ],
)
def test_what_is_no_amount_is_refused(typed: str, says: str) -> None:
    with pytest.raises(forms.ValidationError) as refusal:
        MoneyField(label="Amount", currency="EUR").clean(typed)

    assert refusal.value.messages == [says]


def test_money_may_be_left_out_or_be_nothing_where_that_is_said() -> None:
    field = MoneyField(label="Minimum", currency="EUR", required=False, may_be_zero=True)

    assert field.clean("") is None
    assert field.clean("0") == 0


@pytest.mark.parametrize(
    ("typed", "says"),
    [("0", "Enter at least 1 point.")]
    + [(typed, "Enter a whole number of points.") for typed in ("1.5", "1,5", "1.000", "1,00", "1,0000")],
)
def test_points_are_whole_and_something(typed: str, says: str) -> None:
    with pytest.raises(forms.ValidationError) as refusal:
        PointsField(label="Points").clean(typed)

    assert refusal.value.messages == [says]


def test_a_number_may_start_at_nought() -> None:
    assert NumberField(label="Days", least=0, most=10).clean("0") == 0


@pytest.mark.parametrize(("language", "typed"), [("en", "1,250,000"), ("sv", "1 250 000"), ("sv", "1250000")])
def test_thousands_are_parted_as_the_language_parts_them(language: str, typed: str) -> None:
    with translation.override(language):
        assert PointsField(label="Points").clean(typed) == 1_250_000
        assert MoneyField(label="Amount", currency="EUR").clean(typed) == 125_000_000


@pytest.mark.parametrize("typed", ["1,000", "1.000", "1 5"])
def test_points_are_never_read_as_a_thousandth(typed: str) -> None:
    with translation.override("sv"), pytest.raises(forms.ValidationError):
        PointsField(label="Points").clean(typed)


def test_a_factor_with_a_comma_is_not_ten_times_as_much() -> None:
    field = DecimalField(label="Times")

    assert field.clean("1.5") == Decimal("1.5")
    with translation.override("sv"):
        assert field.clean("1,5") == Decimal("1.5")
    with pytest.raises(forms.ValidationError) as refusal:
        field.clean("1,5")

    assert refusal.value.messages == [MISPLACED]
