"""What a person types to redeem for a customer."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.rewards.models import Exchange, Reward
from loyalty.rewards.queries import price_text
from loyalty.ui.fields import PointsField

COSTS = (("points", _("Take the points")), ("gift", _("Give it as a gift, without points")))


class RedeemForm(forms.Form):
    """`key` is made with the page, so that sending the form twice redeems once."""

    points = PointsField(
        label=_("Points to spend"),
        required=False,
        help_text=_("Only for a reward whose value the customer chooses."),
    )
    costs = forms.ChoiceField(
        label=_("What it costs"), choices=COSTS, widget=forms.RadioSelect, initial="points"
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, rewards: Sequence[Reward], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rewards = {str(reward.pk): reward for reward in rewards}
        self.fields["reward"] = forms.ChoiceField(
            label=_("Reward"),
            choices=[(pk, _labelled(reward, currency)) for pk, reward in self.rewards.items()],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose a reward.")},
        )
        self.order_fields(["reward", "points", "costs", "key"])

    @property
    def chosen(self) -> Reward:
        """The reward that a valid form names."""
        return self.rewards[self.cleaned_data["reward"]]

    @property
    def is_gift(self) -> bool:
        """Whether no points are taken."""
        return bool(self.cleaned_data["costs"] == "gift")


def _labelled(reward: Reward, currency: str) -> str:
    price = price_text(reward, currency=currency) if reward.exchange != Exchange.NONE else _("only as a gift")
    return f"{reward.name} · {price}"
