"""What a rule gives."""

from typing import Any

from babel.numbers import get_currency_precision
from django import forms
from django.utils.translation import gettext_lazy as _

from earning.actions import RuleTerms
from earning.catalogue import EarningAction
from earning.forms.parts import Part
from earning.models import ValueType
from loyalty.ui.fields import MoneyField, PointsField

PARTS = (
    (False, _("In proportion: every cent counts")),
    (True, _("Only for each full amount")),
)


class ValueForm(Part):
    """Points and, for orders, for which amount they are given."""

    value_type = forms.ChoiceField(
        label=_("Customers earn"), choices=ValueType.choices, widget=forms.RadioSelect
    )
    points = PointsField(label=_("Points"))
    has_whole_units = forms.TypedChoiceField(
        label=_("Parts of the amount"),
        choices=PARTS,
        coerce=lambda value: str(value) == "True",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, currency: str, action: EarningAction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        if action.is_per_amount:
            self.fields["amount"] = MoneyField(label=_("For every"), currency=currency)
        else:
            del self.fields["value_type"], self.fields["has_whole_units"]
        self.order_fields(["value_type", "points", "amount", "has_whole_units"])

    def clean(self) -> None:
        if self.cleaned_data.get("value_type") == ValueType.FIXED:
            # What stands in a field that this choice hides is nobody's mistake.
            self.errors.pop("amount", None)
            self.errors.pop("has_whole_units", None)

    @property
    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        value_type = ValueType(said.get("value_type", ValueType.FIXED))
        is_per_amount = value_type == ValueType.PER_AMOUNT
        return {
            "value_type": value_type,
            "points": said["points"],
            "amount_cents": said["amount"] if is_per_amount else None,
            "has_whole_units": is_per_amount and bool(said["has_whole_units"]),
        }


def first_terms(action: EarningAction, *, currency: str) -> RuleTerms | None:
    """What a new rule says before anything is typed; only orders have a usual value."""
    if not action.is_per_amount:
        return None
    digits = get_currency_precision(currency)
    amount_cents = (1 if digits else 100) * 10**digits
    return RuleTerms(str(action.name), ValueType.PER_AMOUNT, points=1, amount_cents=amount_cents)


def value_of(terms: RuleTerms) -> dict[str, Any]:
    """What the fields show of a rule."""
    return {
        "value_type": terms.value_type,
        "points": terms.points,
        "amount": terms.amount_cents,
        "has_whole_units": str(terms.has_whole_units),
    }
