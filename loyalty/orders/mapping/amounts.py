"""Money as files write it, in whole minor units. No floats."""

import re
import unicodedata
from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_precision

from loyalty.files.mapping.problems import RowProblem
from loyalty.orders.snapshots import Decimals

LARGEST_CENTS = 10**15
_MOST_DIGITS = len(str(LARGEST_CENTS))
_CURRENCIES = frozenset(Locale.parse("en").currencies)
_SYMBOLS = re.compile(r"^[^\d.,()+-]{1,4}|(?:[^\d.,()]{1,4}|[,.]-|:-)$")
_GROUPED = {
    Decimals.POINT: re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+|(?=\.\d))(?:\.(\d*))?"),
    Decimals.COMMA: re.compile(r"([+-]?)(\d{1,3}(?:\.\d{3})+|\d+|(?=,\d))(?:,(\d*))?"),
}


def is_currency(code: str) -> bool:
    """Whether ISO 4217 has it, or had it."""
    return code in _CURRENCIES


@lru_cache(maxsize=512)
def digits_of(currency: str) -> int:
    """How many decimals the currency has. Raises RowProblem for one that does not exist."""
    if not is_currency(currency):
        raise RowProblem("currency_unknown", "currency", currency)
    return get_currency_precision(currency)


def cents_of(text: str, *, digits: int, decimals: Decimals, field: str) -> int:
    """The amount in minor units; below zero if the file says so. Raises RowProblem for what is no amount."""
    whole, _sign, fraction = text.partition(decimals)
    is_plain = whole.isdecimal() and (fraction.isdecimal() or not fraction)
    if is_plain and len(fraction) <= digits and len(whole) <= _MOST_DIGITS:
        return _checked(int(whole + fraction.ljust(digits, "0")), text, field)
    return _checked(_cents_of_decorated(text, digits, decimals, field), text, field)


def _checked(cents: int, text: str, field: str) -> int:
    if not -LARGEST_CENTS <= cents <= LARGEST_CENTS:
        raise RowProblem("amount_absurd", field, text)
    return cents


def _cents_of_decorated(text: str, digits: int, decimals: Decimals, field: str) -> int:
    """With spaces, a currency or thousands: `SEK 1 234,50`, `$1,234.50`, `(12.00)`."""
    match = _GROUPED[decimals].fullmatch(_undecorated(text))
    if match is None:
        raise RowProblem("amount_unreadable", field, text)
    sign, whole, fraction = match[1], re.sub(r"\D", "", match[2]), (match[3] or "").rstrip("0")
    if len(fraction) > digits:
        raise RowProblem("amount_too_fine", field, text)
    if len(whole) > _MOST_DIGITS:
        raise RowProblem("amount_absurd", field, text)
    cents = int(whole + fraction.ljust(digits, "0"))
    return -cents if sign == "-" else cents


def _undecorated(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-")
    for space in (" ", "'", "\N{RIGHT SINGLE QUOTATION MARK}"):
        plain = plain.replace(space, "")
    bare = _SYMBOLS.sub("", plain)
    return f"-{bare[1:-1]}" if bare.startswith("(") and bare.endswith(")") else bare
