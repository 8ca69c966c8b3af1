"""What a person types to try a rule: an order, or something else that a customer does."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earning.conditions.occasions import Occasion, occasion_of
from earning.snapshots import ActivityFacts
from loyalty.customers.models import Customer, CustomerState
from loyalty.merchants.models import Merchant, Store
from loyalty.orders.models import Order, OrderState
from loyalty.orders.queries import see_orders
from loyalty.orders.snapshots import LineFacts, SeenOrder
from loyalty.ui.fields import MOST_MONEY, DecimalField, MomentField, NumberField

SHOWN_ORDERS = 20
LONGEST_REVIEW = 100_000
SOURCE = "trial"
ABOUT_PURCHASES = ("order_name", "product", "text_length")


class OrderTrialForm(forms.Form):
    """One of the customer's orders, or one that is typed: an amount, or lines that make it up."""

    order = forms.ChoiceField(label=gettext_lazy("Order"), required=False)
    amount = DecimalField(
        label=gettext_lazy("Goods for"),
        required=False,
        min_value=0,
        max_value=MOST_MONEY,
        error_messages={
            "invalid": gettext_lazy("Enter an amount, such as 10."),
            "min_value": gettext_lazy("Enter an amount above zero."),
            "max_value": gettext_lazy("Enter at most 1,000,000,000."),
        },
    )
    currency = forms.RegexField(
        r"\A[A-Za-z]{3}\Z",
        label=gettext_lazy("Currency"),
        required=False,
        widget=forms.TextInput(attrs={"size": 3, "autocapitalize": "characters"}),
        error_messages={"invalid": gettext_lazy("Enter a code of three letters, such as EUR.")},
    )
    store: "forms.ModelChoiceField[Store]" = forms.ModelChoiceField(
        None, label=gettext_lazy("Store"), required=False, empty_label=gettext_lazy("None")
    )
    moment = MomentField(label=gettext_lazy("Placed and paid"))

    def __init__(self, typed: Any, *, customer: Customer, merchant: Merchant, at: datetime) -> None:
        super().__init__(typed, initial={"currency": merchant.currency, "moment": at})
        self.customer, self.merchant, self.at = customer, merchant, at
        orders = Order.objects.filter(customer=customer).order_by("-placed_at", "-pk")[:SHOWN_ORDERS]
        choices = [(str(order.pk), str(order)) for order in orders]
        self.fields["order"].choices = [("", _("Type one")), *choices]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["store"].queryset = Store.objects.order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField
        self.lines = TrialLines(typed, prefix="line")

    def clean(self) -> None:
        if self.cleaned_data.get("order"):
            return
        if not self.lines.is_valid():
            raise forms.ValidationError(_("Look at the lines: something in them is not right."))
        if not self.cleaned_data.get("amount") and not self.lines.typed and "amount" not in self.errors:
            self.add_error("amount", _("Enter an amount, or lines below."))

    @property
    def seen(self) -> SeenOrder:
        """The order that a valid form says, as if it were paid."""
        said = self.cleaned_data
        if said["order"]:
            return see_orders([int(said["order"])], merchant_id=self.merchant.pk)[0]
        currency = (said["currency"] or self.merchant.currency).upper()
        moment = said["moment"] or self.at
        lines = tuple(self.lines.facts(currency))
        goods = sum(line.price_cents * line.quantity for line in lines)
        return SeenOrder(
            id=0,
            customer_id=self.customer.pk,
            customer_state=CustomerState(self.customer.state),
            name=_("typed here"),
            state=OrderState.PAID,
            placed_at=moment,
            paid_at=moment,
            changed_at=moment,
            currency=currency,
            fx_rate=None,
            goods_cents=goods if lines else _cents(said["amount"], currency),
            discount_cents=0,
            shipping_cents=0,
            tax_cents=0,
            lines=lines,
            refunds=(),
            is_withdrawn=False,
            store_id=said["store"].pk if said["store"] else None,
            fulfilled_at=moment,
        )


class TrialLineForm(forms.Form):
    """One line of a typed order."""

    product = forms.CharField(label=gettext_lazy("Product"), max_length=200, required=False)
    sku = forms.CharField(label=gettext_lazy("SKU"), max_length=200, required=False)
    category = forms.CharField(label=gettext_lazy("Category"), max_length=200, required=False)
    quantity = NumberField(label=gettext_lazy("Quantity"), most=10_000, required=False)
    price = DecimalField(
        label=gettext_lazy("Price of one"),
        required=False,
        min_value=0,
        max_value=MOST_MONEY,
    )

    def clean(self) -> None:
        said = self.cleaned_data
        is_named = any(said.get(name) for name in ("product", "sku", "category", "quantity"))
        if is_named and said.get("price") is None and "price" not in self.errors:
            self.add_error("price", _("Enter what one costs."))


class TrialLines:
    """As many lines as a page shows; empty ones do not count."""

    SHOWN = 3

    def __init__(self, typed: Any, *, prefix: str) -> None:
        self.forms = [TrialLineForm(typed, prefix=f"{prefix}{number}") for number in range(1, self.SHOWN + 1)]

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.forms)

    @property
    def has_typed(self) -> bool:
        """Whether anything stands in one of them, right or wrong."""
        return any(form.has_changed() for form in self.forms)

    @property
    def typed(self) -> list[dict[str, Any]]:
        """What stands in those that are not empty."""
        said = [form.cleaned_data for form in self.forms]
        return [line for line in said if line.get("price") is not None]

    def facts(self, currency: str) -> list[LineFacts]:
        """The lines as orders have them."""
        return [
            LineFacts(
                sku=line["sku"],
                quantity=line["quantity"] or 1,
                price_cents=_cents(line["price"], currency),
                product=line["product"],
                categories=(line["category"],) if line["category"] else (),
            )
            for line in self.typed
        ]


class ActivityTrialForm(forms.Form):
    """Something that a customer does, with what its sender may say of it."""

    moment = MomentField(label=gettext_lazy("Happened"))
    order_name = forms.CharField(
        label=gettext_lazy("Order"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Its number, if the sender names one."),
    )
    product = forms.CharField(
        label=gettext_lazy("Product"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Its id or SKU, if the sender names one."),
    )
    text_length = NumberField(
        label=gettext_lazy("Length of the review"),
        most=LONGEST_REVIEW,
        least=0,
        required=False,
        help_text=gettext_lazy("In characters."),
    )

    def __init__(self, typed: Any, *, action: str, at: datetime) -> None:
        super().__init__(typed, initial={"moment": at})
        self.action, self.at = action, at
        if occasion_of(action) != Occasion.ACTIVITY:
            for name in ABOUT_PURCHASES:
                del self.fields[name]

    @property
    def facts(self) -> ActivityFacts:
        """What a valid form says."""
        said = self.cleaned_data
        about = {name: said[name] for name in ABOUT_PURCHASES if name in said}
        return ActivityFacts(SOURCE, self.action, SOURCE, said["moment"] or self.at, **about)


def _cents(amount: Decimal, currency: str) -> int:
    return int(amount.scaleb(get_currency_precision(currency)))
