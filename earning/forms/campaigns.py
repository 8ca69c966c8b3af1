"""What a person types about a campaign."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from earning.actions import CampaignTerms
from earning.actions.campaigns import MOST_POINTS, MOST_TIMES
from earning.catalogue import PLACE_ORDER
from earning.models import Overlap, Rule, RuleVersion
from loyalty.merchants.models import Store
from loyalty.ui.fields import DecimalField, MomentField, NumberField, PointsField

OVERLAPS = (
    (Overlap.BEST, _("The best counts: of 2 times and 3 times, 3 times")),
    (Overlap.MULTIPLY, _("They multiply: 2 times and 3 times are 6 times")),
)


class CampaignForm(forms.Form):
    """`terms` is what a valid form says. `key` comes with the page, so that sending it twice makes one campaign."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("For you and your team; it also stands in the explanation of an order’s points."),
        error_messages={"required": _("Give the campaign a name.")},
    )
    starts_at = MomentField(label=_("Starts"), required=True)
    ends_at = MomentField(label=_("Ends"), required=True)
    multiplier = DecimalField(
        label=_("Times the points"),
        min_value=Decimal(0),
        max_value=MOST_TIMES,
        decimal_places=3,
        help_text=_("2 doubles them, 1 leaves them as they are."),
        error_messages={
            "required": _("Enter how many times the points, 1 to leave them as they are."),
            "invalid": _("Enter a number, such as 2 or 1.5."),
            "min_value": _("Enter 0 or more."),
            "max_value": _("Enter at most 1,000."),
            "max_decimal_places": _("Enter at most three decimals."),
        },
    )
    extra_points = NumberField(
        label=_("Extra points for each order"),
        least=0,
        most=MOST_POINTS,
        required=False,
        help_text=_("Added once to every order that earns."),
    )
    rule_ids = forms.TypedMultipleChoiceField(
        label=_("Rules"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none for all rules about orders."),
    )
    store_ids = forms.TypedMultipleChoiceField(
        label=_("Stores"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none for all stores."),
    )
    budget_points = PointsField(
        label=_("Budget in points"),
        required=False,
        help_text=_(
            "The campaign stops adding points once it has added so many. The last order gets what is left; what a "
            "refund takes back can be given again. Leave it empty for no limit."
        ),
    )
    overlap = forms.ChoiceField(
        label=_("When campaigns run at the same time"),
        choices=OVERLAPS,
        widget=forms.RadioSelect,
        help_text=_("Campaigns that multiply do so among each other. Extra points are always added."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def __init__(self, *args: Any, kept: CampaignTerms | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].error_messages["required"] = _("Say when the campaign starts.")
        self.fields["ends_at"].error_messages["required"] = _("Say when the campaign ends.")
        rules = _rules(kept.rule_ids if kept else ())
        stores = list(Store.objects.order_by("name", "pk").values_list("pk", "name"))
        for name, choices in {"rule_ids": rules, "store_ids": stores}.items():
            field = self.fields[name]
            assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 -- for the types
            field.choices = choices
        if not stores:
            del self.fields["store_ids"]
        if len(rules) < 2 and not (kept and kept.rule_ids):
            del self.fields["rule_ids"]

    def clean(self) -> None:
        starts_at, ends_at = (self.cleaned_data.get(name) for name in ("starts_at", "ends_at"))
        if isinstance(starts_at, datetime) and isinstance(ends_at, datetime) and ends_at <= starts_at:
            self.add_error("ends_at", _("The campaign would end before it starts."))

    @property
    def terms(self) -> CampaignTerms:
        """What a valid form says."""
        said = self.cleaned_data
        return CampaignTerms(
            name=said["name"],
            starts_at=said["starts_at"],
            ends_at=said["ends_at"],
            multiplier=said["multiplier"],
            extra_points=said["extra_points"] or 0,
            rule_ids=tuple(said.get("rule_ids", ())),
            store_ids=tuple(said.get("store_ids", ())),
            budget_points=said["budget_points"],
            overlap=Overlap(said["overlap"]),
        )


def initial_of_campaign(terms: CampaignTerms, *, seen: int | None = None) -> dict[str, Any]:
    """What the form shows of a campaign; `seen` is how a save knows which version was edited."""
    return {
        "name": terms.name,
        "starts_at": terms.starts_at,
        "ends_at": terms.ends_at,
        "multiplier": terms.multiplier.normalize(),
        "extra_points": terms.extra_points or None,
        "rule_ids": [str(one) for one in terms.rule_ids],
        "store_ids": [str(one) for one in terms.store_ids],
        "budget_points": terms.budget_points,
        "overlap": terms.overlap.value,
        "seen": seen,
    }


def _rules(kept: tuple[int, ...]) -> list[tuple[int, str]]:
    """The active rules about orders, and those that the campaign names already."""
    rules = Rule.objects.filter(action=PLACE_ORDER.code)
    shown = {rule.pk: rule.version for rule in rules if rule.is_active or rule.pk in kept}
    versions = RuleVersion.objects.filter(rule__in=shown).order_by("rule_id", "number")
    return [(one.rule_id, one.name) for one in versions if one.number == shown[one.rule_id]]
