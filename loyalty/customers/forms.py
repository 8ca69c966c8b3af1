"""What a person types about a customer."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.points.actions.postings import MOST_POINTS


class AdjustPointsForm(forms.Form):
    """`key` is made with the page, so that sending the form twice adjusts once."""

    points = forms.IntegerField(
        label=_("Points"),
        help_text=_("A minus sign takes points away."),
        min_value=-MOST_POINTS,
        max_value=MOST_POINTS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autofocus": True}),
    )
    description = forms.CharField(
        label=_("The customer reads"),
        help_text=_("Shown in their activity."),
        max_length=200,
        initial=_("Points adjusted"),
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
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )
