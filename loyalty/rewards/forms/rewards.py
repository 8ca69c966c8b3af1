"""What a person types about a reward."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from loyalty.merchants.models import Merchant, Store
from loyalty.rewards.actions import RewardTerms
from loyalty.rewards.actions.rewards import LONGEST_DAYS, MOST_TIMES
from loyalty.rewards.forms.texts import text_fields, texts_of, typed
from loyalty.rewards.forms.ways import Way
from loyalty.rewards.models import Exchange, IssuedBy, Reward, RewardType
from loyalty.ui.fields import MoneyField, NumberField, PointsField

ICONS = (
    ("gift", _("Gift")),
    ("banknote", _("Money")),
    ("percent", _("Percent")),
    ("truck", _("Truck")),
    ("package", _("Parcel")),
    ("credit-card", _("Card")),
    ("sparkles", _("Sparkles")),
    ("coffee", _("Cup")),
    ("heart", _("Heart")),
    ("star", _("Star")),
)
HOW = (
    (Exchange.FIXED, _("For points")),
    (Exchange.NONE, _("Only as a gift: by tiers, referrals or your team")),
)
OWN = ("name", "icon", "product", "percent", "min_order_cents", "prefix", "issued_by")
NUMBERS = ("points", "step", "step_value_cents", "points_min", "points_max", "value_cents", "ceiling_cents")
LIMITS = ("expires_days", "limit_per_customer", "limit_total")


class LinesField(forms.CharField):
    """Names, one a line."""

    def __init__(self, *, label: Any, help_text: Any) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            max_length=10_000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = (line.strip() for line in str(super().clean(value) or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))


class RewardForm(forms.Form):
    """A reward made one way. `terms` is what it all says; amounts are in the merchant's minor unit.

    `key` comes with the page, so that sending it twice makes one reward.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("Customers read it, as “€5 off your order”."),
        error_messages={"required": _("Give the reward a name.")},
    )
    icon = forms.ChoiceField(label=_("Icon"), choices=ICONS, widget=forms.RadioSelect, initial="gift")
    exchange = forms.ChoiceField(label=_("How customers get it"), choices=HOW, widget=forms.RadioSelect)
    issued_by = forms.ChoiceField(label=_("Who makes the codes"), choices=IssuedBy, widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, merchant: Merchant, way: Way, tiers: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.way, self.language, self.currency = way, merchant.language, merchant.currency
        self.fields["prefix"] = _prefix_field()
        self.fields |= _worth_fields(way, merchant.currency) | _price_fields(way, merchant.currency)
        if way.is_slider:
            del self.fields["exchange"]
        self.fields |= _condition_fields(merchant.currency) | _choices("tier_ids", _("VIP tiers"), tiers)
        stores = list(Store.objects.order_by("name").values_list("pk", "name"))
        self.fields |= (
            _choices("store_ids", _("Stores"), stores) | _limit_fields() | text_fields(self.language)
        )

    def clean(self) -> None:
        if self.cleaned_data.get("exchange") == Exchange.NONE:
            # What stands in a field that this choice hides is nobody's mistake.
            self.errors.pop("points", None)

    @property
    def terms(self) -> RewardTerms:
        """What a valid form says."""
        said = self.cleaned_data
        names = (*OWN, *NUMBERS, *LIMITS, "products", "categories", "currencies")
        values = {name: said[name] for name in names if said.get(name) is not None}
        return RewardTerms(
            type=self.way.type,
            exchange=Exchange.VARIABLE if self.way.is_slider else Exchange(said["exchange"]),
            tier_ids=[int(pk) for pk in said.get("tier_ids", [])],
            store_ids=[int(pk) for pk in said.get("store_ids", [])],
            texts=texts_of(said, self.language),
            **values,
        )

    @property
    def text_groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of what customers read, by language."""
        return [
            (language, [self[name] for name in text_fields(self.language) if name.endswith(f"_{language}")])
            for language in dict.fromkeys(name.rpartition("_")[2] for name in text_fields(self.language))
        ]


def initial_of(reward: Reward) -> dict[str, Any]:
    """What the form shows of a reward."""
    names = (
        *OWN,
        *NUMBERS,
        *LIMITS,
        "exchange",
        "products",
        "categories",
        "currencies",
        "tier_ids",
        "store_ids",
    )
    shown = {name: getattr(reward, name) for name in names} | typed(reward.texts)
    return shown | {"min_order_cents": reward.min_order_cents or None}


def first_terms(way: Way) -> dict[str, Any]:
    """What stands in the fields of a new reward."""
    first = {"icon": way.icon, "exchange": Exchange.FIXED, "issued_by": IssuedBy.PROGRAM, "name": way.name}
    if way.is_slider:
        return first | {"step": 100, "points_min": 100, "name": _("Money off")}
    return first


def _prefix_field() -> forms.CharField:
    return forms.CharField(
        label=_("Codes begin with"),
        max_length=12,
        required=False,
        help_text=_("Capital letters and figures, such as COFFEE."),
        validators=[RegexValidator("^[A-Z0-9]*$", _("Use capital letters and figures only."))],
    )


def _worth_fields(way: Way, currency: str) -> dict[str, forms.Field]:
    fields: dict[RewardType, dict[str, forms.Field]] = {
        RewardType.AMOUNT_OFF: {"value_cents": MoneyField(label=_("Amount off"), currency=currency)},
        RewardType.GIFT_CARD: {"value_cents": MoneyField(label=_("Worth"), currency=currency)},
        RewardType.PERCENTAGE_OFF: {"percent": NumberField(label=_("Percentage off"), most=100)},
        RewardType.FREE_SHIPPING: {
            "ceiling_cents": MoneyField(
                label=_("Shipping up to"),
                currency=currency,
                required=False,
                help_text=_("Leave it empty to pay any shipping."),
            )
        },
        RewardType.FREE_PRODUCT: {
            "product": forms.CharField(
                label=_("Product"),
                max_length=200,
                help_text=_("Its name or number, as your shop knows it."),
                error_messages={"required": _("Say which product it is.")},
            )
        },
    }
    return {} if way.is_slider else fields.get(way.type, {})


def _price_fields(way: Way, currency: str) -> dict[str, forms.Field]:
    if not way.is_slider:
        return {"points": PointsField(label=_("Price in points"))}
    return {
        "step": PointsField(label=_("For every")),
        "step_value_cents": MoneyField(label=_("Customers save"), currency=currency),
        "points_min": PointsField(label=_("At least")),
        "points_max": PointsField(
            label=_("At most"), required=False, help_text=_("Leave it empty for no limit.")
        ),
    }


def _condition_fields(currency: str) -> dict[str, forms.Field]:
    return {
        "min_order_cents": MoneyField(
            label=_("Minimum order"), currency=currency, required=False, may_be_zero=True
        ),
        "products": LinesField(label=_("Only for these products"), help_text=_("One a line.")),
        "categories": LinesField(label=_("Only for these categories"), help_text=_("One a line.")),
        "currencies": LinesField(
            label=_("Only for orders in these currencies"), help_text=_("Codes such as EUR, one a line.")
        ),
    }


def _limit_fields() -> dict[str, forms.Field]:
    return {
        "expires_days": NumberField(
            label=_("Coupons are valid for"),
            most=LONGEST_DAYS,
            required=False,
            help_text=_("Through the end of the last day. Leave it empty for no end."),
        ),
        "limit_per_customer": NumberField(
            label=_("Limit for each customer"), most=MOST_TIMES, required=False
        ),
        "limit_total": NumberField(label=_("Limit in all"), most=MOST_TIMES, required=False),
    }


def _choices(name: str, label: Any, choices: Sequence[tuple[int, str]]) -> dict[str, forms.Field]:
    if not choices:
        return {}
    field = forms.MultipleChoiceField(
        label=label,
        choices=[(str(pk), text) for pk, text in choices],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means all."),
    )
    return {name: field}
