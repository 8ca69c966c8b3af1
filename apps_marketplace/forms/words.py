"""A sentence or two for the other side."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps_marketplace.actions.approvals import MOST_LETTERS


class WordsForm(forms.Form):
    """A question, an answer or a reason; `label` says which."""

    words = forms.CharField(
        label=_("Your answer"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a sentence for the other side.")},
    )

    def __init__(self, *args: object, label: object = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through
        if label:
            self.fields["words"].label = str(label)
