"""How numbers, money and moments are typed, on every form."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from django import forms
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

MOST_MONEY = 10**9
MOST_POINTS = 10**9
MOMENT = "%Y-%m-%dT%H:%M"


class NumberField(forms.IntegerField):
    """A whole number, 1 at least unless `least` says otherwise; `words` are its error messages."""

    def __init__(
        self,
        *,
        label: StrOrPromise,
        most: int,
        least: int = 1,
        required: bool = True,
        help_text: StrOrPromise = "",
        **words: StrOrPromise,
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=required,
            localize=True,
            min_value=least,
            max_value=most,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={
                "required": gettext_lazy("Enter a number."),
                "invalid": gettext_lazy("Enter a whole number."),
                "min_value": gettext_lazy("Enter at least %(limit_value)s."),
                "max_value": gettext_lazy("Enter at most %(limit_value)s."),
                **words,
            },
        )

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and (_has_decimals(value) or not _parts_thousands(value)):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class PointsField(NumberField):
    """How many points."""

    def __init__(self, *, label: StrOrPromise, required: bool = True, help_text: StrOrPromise = "") -> None:
        super().__init__(
            label=label,
            most=MOST_POINTS,
            required=required,
            help_text=help_text,
            invalid=gettext_lazy("Enter a whole number of points."),
            min_value=gettext_lazy("Enter at least 1 point."),
            max_value=gettext_lazy("Enter at most 1,000,000,000 points."),
        )
        self.error_messages["required"] = gettext_lazy("Enter how many points.")


class DecimalField(forms.DecimalField):
    """A number with decimals. Whoever writes 2,50 where commas part thousands is told so, and not taken for 250."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(localize=True, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as Django does
        if isinstance(value, str) and not _parts_thousands(value):
            raise forms.ValidationError(
                _("A comma parts thousands here: write 2.50 or 1,000."), code="invalid"
            )
        return super().to_python(value)


class MoneyField(DecimalField):
    """An amount of the merchant's money; its value is in the currency's minor unit. Above zero unless `may_be_zero`."""

    def __init__(
        self,
        *,
        label: StrOrPromise,
        currency: str,
        required: bool = True,
        may_be_zero: bool = False,
        help_text: StrOrPromise = "",
    ) -> None:
        self.may_be_zero = may_be_zero
        self.precision = get_currency_precision(currency)
        super().__init__(
            label=label,
            help_text=help_text,
            required=required,
            max_value=MOST_MONEY,
            decimal_places=self.precision,
            error_messages={
                "required": _("Enter an amount."),
                "invalid": _("Enter an amount, such as 10."),
                "max_value": _("Enter at most 1,000,000,000."),
                "max_decimal_places": _too_fine(currency, self.precision),
            },
        )

    def prepare_value(self, value: Any) -> Any:
        return Decimal(value).scaleb(-self.precision) if isinstance(value, int) else value

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if value in self.empty_values:
            return
        if value < 0 or (value == 0 and not self.may_be_zero):
            raise forms.ValidationError(_("Enter an amount above zero."))

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return None if amount is None else int(amount.scaleb(self.precision))


class MomentField(forms.DateTimeField):
    """A day and a time in the merchant's zone; `words` are its error messages."""

    def __init__(
        self,
        *,
        label: StrOrPromise,
        required: bool = False,
        help_text: StrOrPromise = "",
        **words: StrOrPromise,
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=required,
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
            error_messages={"invalid": gettext_lazy("Enter a day and a time."), **words},
        )


def _too_fine(currency: str, precision: int) -> str:
    texts = {"currency": currency, "digits": precision}
    if precision:
        return _("Amounts in %(currency)s have at most %(digits)d decimals.") % texts
    return _("Amounts in %(currency)s have no decimals: enter a whole number.") % texts


def _has_decimals(typed: str) -> bool:
    return get_format("DECIMAL_SEPARATOR") in typed or "." in typed


def _parts_thousands(typed: str) -> bool:
    """Whether what the language parts thousands with, if it is there, stands before every third digit."""
    whole = typed.strip().split(get_format("DECIMAL_SEPARATOR"), 1)[0]
    part = get_format("THOUSAND_SEPARATOR")
    parts = re.split(f"[{re.escape(part + unicodedata.normalize('NFKD', part))}]", whole.lstrip("+-"))
    return all(len(digits) == 3 for digits in parts[1:]) and (len(parts) == 1 or 0 < len(parts[0]) <= 3)
