"""Amounts as the API writes them."""

from functools import cache

from babel.numbers import get_currency_precision

from vip.models import Basis


def major(cents: int, currency: str) -> float:
    """The currency's own unit: 1234 cents are 12.34 EUR, 1234 JPY."""
    return float(cents / 10 ** _precision(currency))


def progress_unit(basis: Basis, currency: str) -> int:
    """What milestones are in: so many minor units of money are one of the currency's own; points and orders are so."""
    return int(10 ** _precision(currency)) if basis == Basis.SPEND else 1


def progress_amount(amount: int, basis: Basis, currency: str) -> float:
    """The same of an amount."""
    return amount / progress_unit(basis, currency)


# Hundreds of amounts stand in one answer.
_precision = cache(get_currency_precision)
