"""What a person types about tiers."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from loyalty.rewards.models import Reward
from loyalty.ui.fields import DecimalField, MoneyField, NumberField
from vip.actions.programs import LONGEST_PERKS, MOST_MILESTONE, MOST_POINTS, MOST_TIMES
from vip.models import Basis, Colour, Icon, Period, SpendBasis, Tier
from vip.models.programs import MOST_DAYS, MOST_GRACE
from vip.snapshots import TierTerms, VipTerms

SWITCH = (("on", _("On")), ("off", _("Off")))


class VipSettingsForm(forms.Form):
    """How customers come to tiers and keep them. `version` is the one that was looked at."""

    is_on = forms.ChoiceField(label=_("VIP programme"), choices=SWITCH, widget=forms.RadioSelect)
    basis = forms.ChoiceField(label=_("Tiers go by"), choices=Basis.choices, widget=forms.RadioSelect)
    spend_basis = forms.ChoiceField(
        label=_("What counts as spent"),
        help_text=_("Refunds lower it, on the day of their order. Gift cards count once they are used."),
        choices=SpendBasis.choices,
        widget=forms.RadioSelect,
    )
    period = forms.ChoiceField(label=_("Counted over"), choices=Period.choices, widget=forms.RadioSelect)
    rolling_days = NumberField(
        label=_("How many days"),
        help_text=_("Only for the last so many days: today and the days before."),
        most=MOST_DAYS,
        required=False,
    )
    grace_days = NumberField(
        label=_("Days of grace"),
        help_text=_("How much longer customers keep a tier that time alone would take from them."),
        most=MOST_GRACE,
        least=0,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, typed: QueryDict | None, *, terms: VipTerms, may_change: bool) -> None:
        first = {
            "is_on": "on" if terms.is_on else "off",
            **{name: getattr(terms, name) for name in ("basis", "period", "rolling_days", "spend_basis")},
            "grace_days": terms.grace_days,
            "version": terms.version,
        }
        super().__init__(typed, initial=first)
        self.terms = terms
        for field in self.fields.values():
            field.disabled = not may_change

    def clean(self) -> None:
        is_rolling = self.cleaned_data.get("period") == Period.ROLLING_DAYS
        if not is_rolling:
            self.errors.pop("rolling_days", None)
        elif not self.cleaned_data.get("rolling_days") and "rolling_days" not in self.errors:
            self.add_error("rolling_days", _("Enter how many days count."))

    @property
    def wanted(self) -> VipTerms:
        """What a valid form says."""
        said = self.cleaned_data
        period = Period(said["period"])
        return replace(
            self.terms,
            is_on=said["is_on"] == "on",
            basis=Basis(said["basis"]),
            period=period,
            rolling_days=said["rolling_days"] if period == Period.ROLLING_DAYS else None,
            spend_basis=SpendBasis(said["spend_basis"]),
            grace_days=said["grace_days"],
            version=said["version"],
        )


class TierForm(forms.Form):
    """One tier. `wanted` is what a valid form says."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("Customers see it."),
        error_messages={"required": _("Give the tier a name.")},
    )
    icon = forms.ChoiceField(label=_("Icon"), choices=Icon.choices, widget=forms.RadioSelect)
    colour = forms.ChoiceField(label=_("Colour"), choices=Colour.choices, widget=forms.RadioSelect)
    multiplier = DecimalField(
        label=_("Orders earn"),
        help_text=_("1.5 is half as many points again. An order earns at the tier held before it."),
        min_value=Decimal(1),
        max_value=MOST_TIMES,
        decimal_places=3,
    )
    entry_points = NumberField(label=_("Points for entering"), most=MOST_POINTS, least=0, required=False)
    entry_reward_ids = forms.TypedMultipleChoiceField(
        label=_("Coupons for entering"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        typed: QueryDict | None,
        *,
        terms: VipTerms,
        tier: TierTerms,
        currency: str,
        rewards: Sequence[Reward],
        may_change: bool = True,
    ) -> None:
        super().__init__(typed, initial=_first(tier, terms))
        self.tier = tier
        self.fields["milestone"] = milestone_field(terms, currency)
        choices = self.fields["entry_reward_ids"]
        choices.choices = [(reward.pk, reward.name) for reward in rewards]  # type: ignore[attr-defined]  # a choice field
        for code, language in settings.LANGUAGES:
            self.fields[f"perks_{code}"] = _perks_field(str(language))
        for field in self.fields.values():
            field.disabled = not may_change

    @property
    def perks_fields(self) -> list[forms.BoundField]:
        """One for each language."""
        return [self[f"perks_{code}"] for code, _language in settings.LANGUAGES]

    @property
    def wanted(self) -> TierTerms:
        """What a valid form says."""
        said = self.cleaned_data
        perks = {code: said[f"perks_{code}"] for code, _language in settings.LANGUAGES}
        return replace(
            self.tier,
            name=said["name"],
            milestone=said["milestone"],
            perks={code: text for code, text in perks.items() if text},
            entry_points=said["entry_points"] or 0,
            entry_reward_ids=tuple(said["entry_reward_ids"]),
            multiplier=said["multiplier"],
            icon=Icon(said["icon"]),
            colour=Colour(said["colour"]),
        )


class SetTierForm(forms.Form):
    """A tier given by hand, through a day or for good, and why."""

    tier: "forms.ModelChoiceField[Tier]" = forms.ModelChoiceField(
        label=_("At least this tier"),
        queryset=Tier.objects.none(),
        empty_label=None,
    )
    until = forms.DateField(
        label=_("Through"),
        help_text=_("The last day, in your time zone. Leave it blank for good."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a day.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Your team sees it in the history."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why.")},
    )
    gives_rewards = forms.BooleanField(
        label=_("Give the rewards for entering"),
        help_text=_("For every tier passed, unless they had them in this period."),
        required=False,
        initial=True,
    )


class ConfirmForm(forms.Form):
    """The last word on a change."""

    gives_rewards = forms.BooleanField(label=_("Give the rewards for entering"), required=False, initial=True)


def milestone_field(terms: VipTerms, currency: str) -> forms.Field:
    """In points, money or orders, as the programme counts."""
    label = _("Milestone")
    if terms.basis == Basis.SPEND:
        return MoneyField(
            label=label,
            currency=currency,
            may_be_zero=True,
            help_text=_("Who has spent this much holds the tier. 0 is for everybody."),
        )
    help_text = (
        _("Who has earned this many points holds the tier. 0 is for everybody.")
        if terms.basis == Basis.POINTS
        else _("Who has placed this many orders holds the tier. 0 is for everybody.")
    )
    return NumberField(label=label, most=MOST_MILESTONE, least=0, help_text=help_text)


def _perks_field(language: str) -> forms.Field:
    return forms.CharField(
        label=language,
        help_text=_("One on each line."),
        required=False,
        max_length=LONGEST_PERKS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _first(tier: TierTerms, terms: VipTerms) -> dict[str, Any]:
    perks = {f"perks_{code}": text for code, text in (tier.perks or {}).items()}
    return {
        "name": tier.name,
        "milestone": tier.milestone if tier.milestone >= 0 else None,
        "icon": tier.icon,
        "colour": tier.colour,
        "multiplier": tier.multiplier.normalize(),
        "entry_points": tier.entry_points or None,
        "entry_reward_ids": list(tier.entry_reward_ids),
        "version": terms.version,
        **perks,
    }
