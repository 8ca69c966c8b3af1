"""Amounts as the API writes them."""

from functools import cache

from babel.numbers import get_currency_precision

from vip.models import Basis


def major(cents: int, currency: str) -> float:
    """The currency's own unit: 1234 cents are 12.34 EUR, 1234 JPY."""
    return float(cents / 10 ** _precision(currency))


def progress_amount(amount: int, basis: Basis, currency: str) -> float:
    """What milestones are in: money in the currency's own unit, points or orders as they are."""
    return major(amount, currency) if basis == Basis.SPEND else float(amount)


# Hundreds of amounts stand in one answer.
_precision = cache(get_currency_precision)
