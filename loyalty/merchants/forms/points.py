"""Program → Points → Settings as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.merchants.forms.names import NamesField
from loyalty.merchants.forms.rates import RatesField
from loyalty.merchants.forms.warnings import WarningDaysField
from loyalty.merchants.models import (
    LONGEST_DAYS,
    MOST_DAYS,
    MOST_MONTHS,
    AwardOn,
    ExpiryMode,
    Participants,
    Program,
    RefundNegative,
    Rounding,
    Stacking,
    UnknownCustomers,
)
from loyalty.ui.fields import NumberField


class PointsSettingsForm(forms.Form):
    """Fields are named as the settings. `changes` holds what this person changed, not what others did meanwhile."""

    rounding = forms.ChoiceField(
        label=_("Parts of a point"), choices=Rounding.choices, widget=forms.RadioSelect
    )
    stacking = forms.ChoiceField(
        label=_("When several rules match an order"), choices=Stacking.choices, widget=forms.RadioSelect
    )
    earns_before_discount = forms.BooleanField(
        label=_("Prices before discounts"),
        help_text=_("Otherwise customers earn on what they pay for the goods."),
        required=False,
    )
    earns_on_shipping = forms.BooleanField(label=_("Shipping"), required=False)
    earns_on_tax = forms.BooleanField(label=_("Tax"), required=False)
    excluded_categories = NamesField(
        label=_("Categories that never earn"),
        help_text=_("One on each line, spelled as in your shop."),
    )
    excluded_products = NamesField(
        label=_("Products that never earn"),
        help_text=_("Product or SKU, one on each line, spelled as in your shop."),
    )
    award_on = forms.ChoiceField(label=_("An order earns"), choices=AwardOn.choices, widget=forms.RadioSelect)
    refund_negative = forms.ChoiceField(
        label=_("Refunds, once the points are spent"),
        choices=RefundNegative.choices,
        widget=forms.RadioSelect,
    )
    holding_days = NumberField(
        label=_("Holding period"),
        help_text=_(
            "For so many days an order’s points are pending: customers see them, but cannot use them yet. Leave it"
            " at 0 to give them at once."
        ),
        least=0,
        most=LONGEST_DAYS,
    )
    participants = forms.ChoiceField(
        label=_("Who earns"), choices=Participants.choices, widget=forms.RadioSelect
    )
    unknown_customers = forms.ChoiceField(
        label=_("An activity of somebody who is not known"),
        help_text=_("Such as a review by an e-mail address that never bought. A guest may join later."),
        choices=UnknownCustomers.choices,
        widget=forms.RadioSelect,
    )
    claim_guest_orders_days = NumberField(
        label=_("Days that a new member’s guest orders count back"),
        help_text=_(
            "Orders paid as a guest within so many days before joining earn as well. Leave it blank for none."
        ),
        least=0,
        most=LONGEST_DAYS,
        required=False,
    )

    expiry_mode = forms.ChoiceField(
        label=_("Points expire"), choices=ExpiryMode.choices, widget=forms.RadioSelect
    )
    expiry_months = NumberField(
        label=_("Months that they last"),
        help_text=_("Enter months or days, and leave the other blank."),
        most=MOST_MONTHS,
        required=False,
    )
    expiry_days = NumberField(
        label=_("Days that they last"),
        most=MOST_DAYS,
        required=False,
    )
    expiry_warning_days = WarningDaysField(
        label=_("Days before that customers are warned"),
        help_text=_("Parted by commas, such as “30, 7”. Leave it blank for none."),
    )

    def __init__(self, *args: Any, program: Program, currency: str, may_change: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency_rates"] = RatesField(
            currency=currency,
            label=_("Points in other currencies"),
            help_text=_("One currency on each line, such as “JPY 1 per 150” for 1 point per 150 yen."),
        )
        self.fields["holding_days"].error_messages["required"] = _("Enter the number of days, or 0 for none.")
        for name, field in self.fields.items():
            self.initial[name] = getattr(program, name)
            field.disabled = not may_change
            # The page carries what it showed: what somebody else saved meanwhile is no change of this person's.
            field.show_hidden_initial = may_change

    @property
    def changes(self) -> dict[str, Any]:
        """The settings that differ from what the page showed, as a valid form says them."""
        return {name: self.cleaned_data[name] for name in self.changed_data}
