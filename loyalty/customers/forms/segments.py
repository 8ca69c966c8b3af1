"""What a person says about a segment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.customers.models import LONGEST_SEGMENT_NAME
from loyalty.flows.criteria import CRITERIA


class SegmentForm(forms.Form):
    """A name, and an answer or none to each criterion."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_SEGMENT_NAME)

    def __init__(self, *args: Any, merchant_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        for criterion in CRITERIA:
            choices = [("", _("Any")), *criterion.choices(merchant_id)]
            self.fields[criterion.name] = forms.ChoiceField(
                label=criterion.label, choices=choices, required=False
            )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(typed.get(criterion.name) for criterion in CRITERIA):
            self.add_error(None, _("Choose at least one answer; without any it is everybody."))
        return typed
