"""What a person types about a customer."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from loyalty.customers.models import UNKNOWN_YEAR
from loyalty.points.actions.entries import MOST_POINTS


class AdjustPointsForm(forms.Form):
    """`key` is made with the page, so that sending the form twice adjusts once."""

    points = forms.IntegerField(
        label=_("Points"),
        help_text=_("A minus sign takes points away."),
        min_value=-MOST_POINTS,
        max_value=MOST_POINTS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autofocus": True}),
        error_messages={"required": _("Enter how many points.")},
    )
    description = forms.CharField(
        label=_("The customer reads"),
        help_text=_("Shown in their activity."),
        max_length=200,
        initial=_("Points adjusted"),
        error_messages={"required": _("Say what the customer reads.")},
    )
    internal_note = forms.CharField(
        label=_("Internal note"),
        help_text=_("Why. Only your team sees it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    may_go_negative = forms.BooleanField(label=_("Allow a balance below zero"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean_points(self) -> int:
        points: int = self.cleaned_data["points"]
        if points == 0:
            raise forms.ValidationError(_("Enter a number other than 0."))
        return points


class ReasonForm(forms.Form):
    """Why a customer is taken out of the programme or brought back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        error_messages={"required": _("Say why, for whoever looks at it later.")},
    )


class EraseForm(forms.Form):
    """Asks for the customer's address, so that nobody is erased by a slip."""

    word = forms.CharField(
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Type it as it stands above.")},
    )

    def __init__(self, *args: Any, word: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._word = word
        self.fields["word"].label = _("Type %(word)s to confirm") % {"word": word}

    def clean_word(self) -> str:
        typed: str = self.cleaned_data["word"]
        if typed.strip().casefold() != self._word.casefold():
            raise forms.ValidationError(_("This is something else. Type it exactly as it stands above."))
        return typed


class BirthdayForm(forms.Form):
    """A day, a month and perhaps a year; `birthday` is what they say."""

    day = forms.IntegerField(
        label=_("Day"),
        min_value=1,
        max_value=31,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autofocus": True, "autocomplete": "off"}),
        error_messages={"required": _("Enter the day.")},
    )
    month = forms.TypedChoiceField(
        label=_("Month"),
        choices=[("", _("Choose a month")), *MONTHS.items()],
        coerce=int,
        error_messages={"required": _("Choose the month.")},
    )
    year = forms.IntegerField(
        label=_("Year"),
        min_value=1,
        max_value=9999,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    birthday: date | None = None

    @staticmethod
    def first(birthday: date | None) -> dict[str, Any]:
        """What stands in the fields at first."""
        if birthday is None:
            return {}
        year = None if birthday.year == UNKNOWN_YEAR else birthday.year
        return {"day": birthday.day, "month": birthday.month, "year": year}

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.birthday = date(typed["year"] or UNKNOWN_YEAR, typed["month"], typed["day"])
            except ValueError:
                self.add_error("day", _("There is no such day in that month."))
        return typed


class TagsForm(forms.Form):
    """All tags of a customer in one line."""

    tags = forms.CharField(
        label=_("Tags"),
        help_text=_("Parted by commas. Leave it blank to remove all."),
        max_length=3000,
        required=False,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_tags(self) -> list[str]:
        tags: str = self.cleaned_data["tags"]
        return tags.split(",")
