from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from loyalty.ui.fields import MoneyField, NumberField, PointsField


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
    ("typed", "says"), [("0", "Enter at least 1 point."), ("1.5", "Enter a whole number of points.")]
)
def test_points_are_whole_and_something(typed: str, says: str) -> None:
    with pytest.raises(forms.ValidationError) as refusal:
        PointsField(label="Points").clean(typed)

    assert refusal.value.messages == [says]


def test_a_number_may_start_at_nought() -> None:
    assert NumberField(label="Days", least=0, most=10).clean("0") == 0
