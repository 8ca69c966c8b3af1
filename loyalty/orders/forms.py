"""What a person says about a file of orders."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from loyalty.files.snapshots import DateOrder
from loyalty.orders.mapping.amounts import is_currency
from loyalty.orders.snapshots import AMOUNTS, DATES, PERSONS, Decimals, Field, Reading

PEOPLE = (("members", _("Members: they have an account")), ("guests", _("Guests: they only ordered")))
GROUPS: tuple[tuple[Any, tuple[Field, ...]], ...] = (
    (_("The order"), (Field.ORDER, Field.NUMBER, Field.STATE)),
    (_("The customer"), (Field.CUSTOMER, Field.EMAIL, Field.FIRST_NAME, Field.LAST_NAME)),
    (_("Dates"), (Field.PLACED, Field.PAID, Field.CANCELLED, Field.CHANGED)),
    (
        _("Money"),
        (*AMOUNTS, Field.DISCOUNT, Field.SHIPPING, Field.TAX, Field.REFUNDED, Field.CURRENCY),
    ),
)
LONGEST_SAMPLE = 24
NOT_IN_FILE = "-"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File of orders"),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
    )


class ReadingForm(forms.Form):
    """Which column is what, and how its texts are read. One select for each field, named as the field."""

    source = forms.CharField(
        label=_("Shop system"),
        help_text=_("Order and customer ids belong to it: the same name finds them again."),
        max_length=40,
    )
    default_currency = forms.CharField(
        label=_("Currency"), help_text=_("Of orders that name none."), min_length=3, max_length=3
    )
    timezone = forms.ChoiceField(label=_("Time zone"), help_text=_("Of dates that name none."))
    date_order = forms.ChoiceField(label=_("Dates"), choices=DateOrder.choices, widget=forms.RadioSelect)
    decimals = forms.ChoiceField(label=_("Decimal sign"), choices=Decimals.choices, widget=forms.RadioSelect)
    people = forms.ChoiceField(
        label=_("People who are not known yet"),
        help_text=_("Guests do not earn points."),
        choices=PEOPLE,
        widget=forms.RadioSelect,
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, reading: Reading, samples: Sequence[str]
    ) -> None:
        super().__init__(data, initial=_initial(reading))
        self._guess = reading
        named = enumerate(map(_column, reading.header, samples))
        columns = [(NOT_IN_FILE, _("Not in the file")), *((str(place), text) for place, text in named)]
        for field in Field:
            self.fields[field] = forms.ChoiceField(label=field.label, choices=columns)
        zones = [(name, name.replace("_", " ")) for name in sorted(available_timezones())]
        cast("forms.ChoiceField", self.fields["timezone"]).choices = zones

    def groups(self) -> Iterator[tuple[Any, list[BoundField]]]:
        """The fields about columns, under their headings."""
        for heading, fields in GROUPS:
            yield heading, [self[field] for field in fields]

    def clean_default_currency(self) -> str:
        currency = str(self.cleaned_data["default_currency"]).upper()
        if not is_currency(currency):
            raise forms.ValidationError(
                _("There is no such currency. Give its three letters, as in EUR or SEK.")
            )
        return currency

    def clean(self) -> dict[str, Any]:
        chosen = {field for field in Field if self.cleaned_data.get(field, NOT_IN_FILE) != NOT_IN_FILE}
        if Field.ORDER not in chosen:
            self.add_error(Field.ORDER, _("Choose the column that names the order."))
        if not chosen & set(PERSONS):
            self.add_error(Field.CUSTOMER, _("Choose a column for the customer id or the e-mail."))
        if not chosen & set(DATES):
            self.add_error(Field.PAID, _("Choose a column for when the order was placed or paid."))
        if len(chosen & set(AMOUNTS)) != 1:
            self.add_error(
                Field.TOTAL,
                _("Choose one of the three amounts: goods after discounts, before them, or the total."),
            )
        return self.cleaned_data

    def reading(self) -> Reading:
        """What was chosen. Only for a form that is valid."""
        data = self.cleaned_data
        return replace(
            self._guess,
            columns={field: int(data[field]) for field in Field if data[field] != NOT_IN_FILE},
            source=data["source"],
            currency=data["default_currency"],
            timezone=data["timezone"],
            date_order=DateOrder(data["date_order"]),
            decimals=Decimals(data["decimals"]),
            are_members=data["people"] == "members",
        )


def _initial(reading: Reading) -> dict[str, Any]:
    columns = {field.value: str(reading.columns.get(field, NOT_IN_FILE)) for field in Field}
    return columns | {
        "source": reading.source,
        "default_currency": reading.currency,
        "timezone": reading.timezone,
        "date_order": reading.date_order,
        "decimals": reading.decimals,
        "people": "members" if reading.are_members else "guests",
    }


def _column(name: str, sample: str) -> str:
    short = sample if len(sample) <= LONGEST_SAMPLE else f"{sample[: LONGEST_SAMPLE - 1]}…"
    return f"{name} · {short}" if short else name
