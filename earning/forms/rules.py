"""What a person types about a rule."""

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earning.actions import RuleTerms
from earning.actions.rules import MOST_POINTS
from earning.catalogue import EarningAction
from earning.models import RuleVersion, ValueType
from loyalty.merchants.models import Merchant

MOST_MONEY = 10**9
PARTS = (
    (False, gettext_lazy("In proportion: every cent counts")),
    (True, gettext_lazy("Only for each full amount")),
)


class RuleForm(forms.Form):
    """Name, points and, for orders, for which amount they are given. `terms` is what it all says."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Customers read it beside the points."),
        error_messages={"required": gettext_lazy("Give the rule a name.")},
    )
    value_type = forms.ChoiceField(
        label=gettext_lazy("Customers earn"), choices=ValueType.choices, widget=forms.RadioSelect
    )
    points = forms.IntegerField(
        label=gettext_lazy("Points"),
        localize=True,
        min_value=1,
        max_value=MOST_POINTS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Enter how many points customers get."),
            "invalid": gettext_lazy("Enter a whole number of points."),
            "min_value": gettext_lazy("Enter at least 1 point."),
            "max_value": gettext_lazy("Enter at most 1,000,000,000 points."),
        },
    )
    has_whole_units = forms.TypedChoiceField(
        label=gettext_lazy("Parts of the amount"),
        choices=PARTS,
        coerce=lambda value: str(value) == "True",
        widget=forms.RadioSelect,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, merchant: Merchant, action: EarningAction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = merchant.currency
        self.action = action
        if action.is_per_amount:
            self.fields["amount"] = AmountField(currency=merchant.currency)
        else:
            del self.fields["value_type"], self.fields["has_whole_units"]
        self.order_fields(["name", "value_type", "points", "amount", "has_whole_units"])

    def clean(self) -> None:
        if self.cleaned_data.get("value_type") == ValueType.FIXED:
            # What stands in a field that this choice hides is nobody's mistake.
            self.errors.pop("amount", None)
            self.errors.pop("has_whole_units", None)

    @property
    def terms(self) -> RuleTerms:
        """What a valid form says."""
        said = self.cleaned_data
        value_type = ValueType(said.get("value_type", ValueType.FIXED))
        is_per_amount = value_type == ValueType.PER_AMOUNT
        return RuleTerms(
            name=said.get("name") or str(self.action.name),
            value_type=value_type,
            points=said["points"],
            amount_cents=_cents(said["amount"], self.currency) if is_per_amount else None,
            has_whole_units=is_per_amount and bool(said["has_whole_units"]),
        )


class NewRuleForm(RuleForm):
    """As little as a rule needs: it takes its name from its action."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"], self.fields["seen"]


class AmountField(forms.DecimalField):
    """An amount of the merchant's money; it has as many decimals as the currency."""

    def __init__(self, *, currency: str) -> None:
        self.precision = get_currency_precision(currency)
        super().__init__(
            label=_("For every"),
            localize=True,
            max_value=MOST_MONEY,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={
                "required": _("Enter the amount that gives the points."),
                "invalid": _("Enter an amount, such as 10."),
                "max_value": _("Enter at most 1,000,000,000."),
            },
        )
        self.currency = currency

    def run_validators(self, value: Decimal) -> None:
        super().run_validators(value)
        if value <= 0:
            raise forms.ValidationError(_("Enter an amount above zero."))
        if value != round(value, self.precision):
            texts = {"currency": self.currency, "digits": self.precision}
            raise forms.ValidationError(_too_fine(self.precision) % texts)


def first_terms(action: EarningAction, *, currency: str) -> dict[str, str]:
    """What stands in the fields of a new rule; only orders have a usual value."""
    if not action.is_per_amount:
        return {}
    amount = "1" if get_currency_precision(currency) else "100"
    return {"value_type": ValueType.PER_AMOUNT, "points": "1", "amount": amount, "has_whole_units": "False"}


def initial_of(version: RuleVersion, *, currency: str) -> dict[str, Any]:
    """What the form shows of a version; `seen` is how a save knows which one was edited."""
    cents = version.amount_cents
    return {
        "name": version.name,
        "value_type": version.value_type,
        "points": version.points,
        "amount": Decimal(cents).scaleb(-get_currency_precision(currency)) if cents else None,
        "has_whole_units": version.has_whole_units,
        "seen": version.number,
    }


def _cents(amount: Decimal, currency: str) -> int:
    return int(amount.scaleb(get_currency_precision(currency)))


def _too_fine(precision: int) -> str:
    if precision:
        return _("Amounts in %(currency)s have at most %(digits)d decimals.")
    return _("Amounts in %(currency)s have no decimals: enter a whole number.")
