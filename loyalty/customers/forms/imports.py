"""What a person says about a file of customers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from loyalty.customers.models import ImportKind
from loyalty.customers.snapshots import Column, Mode, Reading
from loyalty.files.snapshots import DateOrder
from loyalty.flows.people import KINDS, Kind

LONGEST_SAMPLE = 24
NOT_IN_FILE = "-"
PEOPLE = (
    ("guests", _("Guests, unless the file says since when they are members")),
    ("members", _("Members: they have an account with the shop")),
)
# What is asked beside the columns, by kind.
TERMS: Mapping[str, tuple[str, ...]] = {
    ImportKind.POINTS: ("mode", "description", "note", "batch"),
    ImportKind.BIRTHDAYS: ("date_order", "batch"),
    ImportKind.CUSTOMERS: ("people", "source", "date_order", "batch"),
    ImportKind.TIERS: ("note", "batch"),
}


class PeopleUploadForm(forms.Form):
    """Which kind of list it is, and the file."""

    kind = forms.ChoiceField(label=_("What is in the file?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = self.fields["kind"]
        if isinstance(kinds, forms.ChoiceField):
            kinds.choices = [(kind.code.value, kind.code.label) for kind in KINDS.values()]


class PeopleReadingForm(forms.Form):
    """Which column is what, and what the rows are to do. One select for each column, named as it."""

    mode = forms.ChoiceField(label=_("The points"), choices=Mode.choices, widget=forms.RadioSelect)
    description = forms.CharField(
        label=_("The customer reads"),
        help_text=_("Shown in their activity. Left blank: Points imported."),
        max_length=200,
        required=False,
    )
    note = forms.CharField(
        label=_("Internal note"), help_text=_("Why. Only your team sees it."), max_length=2000, required=False
    )
    batch = forms.CharField(
        label=_("Name of this batch"),
        help_text=_(
            "A batch counts once for each customer. Without a name the same file never counts twice; give one if"
            " the same list is meant to count again, such as “November 2026”."
        ),
        max_length=190,
        required=False,
    )
    people = forms.ChoiceField(
        label=_("People who are not known yet"), choices=PEOPLE, widget=forms.RadioSelect
    )
    source = forms.CharField(label=_("Shop system"), help_text=_("Customer ids belong to it."), max_length=40)
    date_order = forms.ChoiceField(label=_("Dates"), choices=DateOrder.choices, widget=forms.RadioSelect)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kind: Kind,
        reading: Reading,
        samples: Sequence[str],
    ) -> None:
        super().__init__(data, initial=_initial(reading))
        self._kind, self._guess = kind, reading
        for name in set(self.fields) - set(TERMS[kind.code]):
            del self.fields[name]
        named = enumerate(map(_choice, reading.header, samples))
        places = [(NOT_IN_FILE, _("Not in the file")), *((str(place), text) for place, text in named)]
        for column in kind.columns:
            self.fields[column] = forms.ChoiceField(label=column.label, choices=places)

    def columns(self) -> Iterator[BoundField]:
        """The fields about columns."""
        return (self[column] for column in self._kind.columns)

    def terms(self) -> Iterator[BoundField]:
        """The other fields."""
        return (self[name] for name in TERMS[self._kind.code])

    def clean(self) -> dict[str, Any]:
        for column in self._kind.needed:
            if self.cleaned_data.get(column, NOT_IN_FILE) == NOT_IN_FILE:
                self.add_error(column, _("Choose the column that holds this."))
        return self.cleaned_data

    def reading(self) -> Reading:
        """What was chosen. Only for a form that is valid."""
        data = self.cleaned_data
        said: dict[str, Any] = {
            name: data[name] for name in ("description", "note", "batch", "source") if name in data
        }
        if "mode" in data:
            said["mode"] = Mode(data["mode"])
        if "date_order" in data:
            said["date_order"] = DateOrder(data["date_order"])
        if "people" in data:
            said["are_members"] = data["people"] == "members"
        columns = {column: int(data[column]) for column in self._kind.columns if data[column] != NOT_IN_FILE}
        return replace(self._guess, columns=columns, **said)


def _initial(reading: Reading) -> dict[str, Any]:
    columns = {column.value: str(reading.columns.get(column, NOT_IN_FILE)) for column in Column}
    return columns | {
        "mode": reading.mode,
        "description": reading.description,
        "note": reading.note,
        "batch": reading.batch,
        "source": reading.source,
        "people": "members" if reading.are_members else "guests",
        "date_order": reading.date_order,
    }


def _choice(name: str, sample: str) -> str:
    short = sample if len(sample) <= LONGEST_SAMPLE else f"{sample[: LONGEST_SAMPLE - 1]}…"
    return f"{name} · {short}" if short else name
