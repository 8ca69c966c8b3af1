"""Points in other currencies, one on each line: `JPY 1 per 150`."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision, list_currencies
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

Rates = dict[str, dict[str, int]]

# The amount takes a comma or a point, whatever the language of the page.
_LINE = re.compile(r"([a-z]{3})\s*:?\s+([0-9]{1,12})\s+per\s+([0-9]{1,12}(?:[.,][0-9]{1,4})?)", re.IGNORECASE)


class RatesField(forms.CharField):
    """The rates as `Program.currency_rates` keeps them, amounts in the smallest unit of each currency.

    The programme's own currency is refused: its points come from the rules. How much is too much says the programme.
    """

    def __init__(self, *, currency: str, label: StrOrPromise, help_text: StrOrPromise) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            strip=False,
            widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        )
        self.currency = currency

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return "\n".join(_line(currency, **rate) for currency, rate in value.items())

    def to_python(self, value: Any) -> Any:
        lines = enumerate((super().to_python(value) or "").splitlines(), start=1)
        rates: Rates = {}
        for number, line in lines:
            if line.strip():
                currency, rate = self._read(line.strip(), number)
                if currency in rates:
                    raise _refusal(number, _("%(currency)s stands there twice.") % {"currency": currency})
                rates[currency] = rate
        return rates

    def _read(self, line: str, number: int) -> tuple[str, dict[str, int]]:
        match = _LINE.fullmatch(line)
        if match is None:
            raise _refusal(number, _("write it like “JPY 1 per 150”."))
        currency, points, amount = match[1].upper(), int(match[2]), Decimal(match[3].replace(",", "."))
        if currency not in list_currencies():
            raise _refusal(number, _("there is no currency %(currency)s.") % {"currency": currency})
        if currency == self.currency:
            raise _refusal(
                number,
                _("%(currency)s is your own currency; its points come from the rules.")
                % {"currency": currency},
            )
        cents = amount.scaleb(get_currency_precision(currency))
        if cents != int(cents):
            raise _refusal(number, _("amounts in %(currency)s have fewer decimals.") % {"currency": currency})
        return currency, {"points": points, "amount_cents": int(cents)}


def _line(currency: str, *, points: int, amount_cents: int) -> str:
    digits = get_currency_precision(currency)
    amount = Decimal(amount_cents).scaleb(-digits)
    return f"{currency} {points} per {number_format(amount, use_l10n=True, force_grouping=False)}"


def _refusal(number: int, reason: str) -> ValidationError:
    return ValidationError(_("Line %(number)d: %(reason)s") % {"number": number, "reason": reason})
