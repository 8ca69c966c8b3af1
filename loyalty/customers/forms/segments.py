"""What a person says about a segment."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.customers.models import LONGEST_SEGMENT_NAME
from loyalty.flows.criteria import CRITERIA, Choice, Range
from loyalty.flows.segments import criteria_in
from loyalty.ui.fields import MOST_POINTS, NumberField


class SegmentForm(forms.Form):
    """A name, and an answer or none to each criterion."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_SEGMENT_NAME,
        error_messages={"required": _("Give the segment a name.")},
    )

    def __init__(self, *args: Any, merchant_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        for criterion in CRITERIA:
            if isinstance(criterion, Range):
                self._ask_range(criterion)
            elif isinstance(criterion, Choice):
                choices = [("", _("Any")), *criterion.choices(merchant_id)]
                self.fields[criterion.name] = forms.ChoiceField(
                    label=criterion.label, choices=choices, required=False
                )

    def _ask_range(self, criterion: Range) -> None:
        for name, label in zip(criterion.names, (_("%(what)s from"), _("%(what)s to")), strict=True):
            self.fields[name] = NumberField(
                label=label % {"what": criterion.label}, least=-MOST_POINTS, most=MOST_POINTS, required=False
            )

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Answers are kept as they stand in an address: a number among them is shown as people write it."""
        kept = super().get_initial_for_field(field, field_name)
        is_number = isinstance(field, NumberField) and str(kept).removeprefix("-").isdecimal()
        return int(kept) if is_number else kept

    def questions(self) -> Iterator[list[forms.BoundField]]:
        """The fields of each criterion: one, or the two ends of a range."""
        asked = ([name for name in one.names if name in self.fields] for one in CRITERIA)
        return ([self[name] for name in names] for names in asked)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        for low, high in (one.names for one in CRITERIA if isinstance(one, Range)):
            least, most = typed.get(low), typed.get(high)
            if least is not None and most is not None and most < least:
                self.add_error(high, _("Enter a number that is not below where the range begins."))
        if not self.errors and not criteria_in(typed):
            self.add_error(None, _("Choose at least one answer; without any it is everybody."))
        return typed
