"""Numbers as programs write them, in the unit in which they are read."""

from decimal import Decimal

from babel.numbers import get_currency_precision
from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused


class NotWhole(Refused):
    """`field` names what must be a whole number: of points, of orders, or of the currency's minor unit."""

    code = "not_whole"
    message = _("Points are whole numbers, and amounts have no more decimals than the currency.")


def whole(number: Decimal, field: str) -> int:
    """The number, if it is a whole one. Refused as `NotWhole`."""
    if number != number.to_integral_value():
        raise NotWhole(field=field)
    return int(number)


def minor(amount: Decimal, currency: str, field: str) -> int:
    """So much money in the minor unit: 12.34 EUR are 1234. Refused as `NotWhole`."""
    return whole(amount.scaleb(get_currency_precision(currency)), field)
