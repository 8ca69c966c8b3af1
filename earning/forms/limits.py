"""How often a rule gives, and how much at most."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earning.actions import RuleTerms
from earning.actions.terms import LONGEST_DAYS, MOST_TIMES
from earning.forms.parts import Part
from earning.models import Period, ValueType
from loyalty.ui.fields import NumberField, PointsField
from loyalty.ui.formats import format_points

NONE = "none"
LIMITS = (
    (NONE, gettext_lazy("No limit")),
    (Period.DAY, gettext_lazy("Each day")),
    (Period.WEEK, gettext_lazy("Each week")),
    (Period.MONTH, gettext_lazy("Each month")),
    (Period.YEAR, gettext_lazy("Each year")),
    (Period.ROLLING, gettext_lazy("Within a number of days")),
    (Period.LIFETIME, gettext_lazy("Ever")),
)
CAPS = tuple(choice for choice in LIMITS if choice[0] != Period.ROLLING)


def _period(value: str) -> str:
    return "" if value == NONE else value


class LimitForm(Part):
    """For one customer: so many times in a period, and so many points in another."""

    limit_period = forms.TypedChoiceField(
        label=gettext_lazy("How often each customer earns"), choices=LIMITS, coerce=_period
    )
    limit_count = NumberField(label=gettext_lazy("Times at most"), most=MOST_TIMES)
    limit_days = NumberField(label=gettext_lazy("Days"), most=LONGEST_DAYS)
    cap_period = forms.TypedChoiceField(
        label=gettext_lazy("How many points each customer earns"), choices=CAPS, coerce=_period
    )
    cap_points = PointsField(label=gettext_lazy("Points at most"))

    def clean(self) -> None:
        limit, cap = self.cleaned_data.get("limit_period"), self.cleaned_data.get("cap_period")
        self._leave_out("limit_count", unless=bool(limit))
        self._leave_out("limit_days", unless=limit == Period.ROLLING)
        self._leave_out("cap_points", unless=bool(cap))

    def check_cap(self, value_type: ValueType, points: int) -> None:
        """A cap that is below what the rule gives once would only ever give part of it."""
        cap = self.cleaned_data.get("cap_points")
        if value_type == ValueType.FIXED and cap is not None and cap < points:
            sentence = _("The rule gives %(points)s points at once. Enter at least as many.")
            self.add_error("cap_points", sentence % {"points": format_points(points)})

    @property
    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def _leave_out(self, name: str, *, unless: bool) -> None:
        """What stands in a field that the choice beside it hides is nobody's mistake."""
        if not unless:
            self.errors.pop(name, None)
            self.cleaned_data[name] = None


def limit_of(terms: RuleTerms) -> dict[str, Any]:
    """What the fields show of a rule."""
    shown = {name: getattr(terms, name) for name in LimitForm.base_fields}
    periods = {name: shown[name] or NONE for name in ("limit_period", "cap_period")}
    return shown | periods
