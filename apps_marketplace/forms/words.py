"""A sentence or two for the other side."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from apps_marketplace.actions.approvals import MOST_LETTERS


def _words(label: StrOrPromise, missing: StrOrPromise) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing},
    )


class AnswerForm(forms.Form):
    """What a merchant answers the staff."""

    words = _words(_("Your answer"), _("Write an answer."))


class ReasonForm(forms.Form):
    """Why staff hand an app back."""

    words = _words(_("Why, for the developer"), _("Write what the developer should change."))


class PauseForm(forms.Form):
    """Why staff pause an app at a shop."""

    words = _words(_("Why, for the shop"), _("Write what the shop should know."))
