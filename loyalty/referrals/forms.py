"""What a person types about invitations."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from loyalty.merchants.models import Merchant
from loyalty.referrals.actions import ReferralTerms
from loyalty.referrals.actions.programs import MOST_SCORE
from loyalty.referrals.models import ReferralProgram
from loyalty.referrals.models.programs import LONGEST_DAYS
from loyalty.referrals.suspicions import ALREADY_REFERRED, SIGNALS
from loyalty.rewards.models import Exchange, Reward
from loyalty.ui.fields import MoneyField, NumberField, PointsField

LONGEST_TITLE = 80
LONGEST_MESSAGE = 280
PARTS = ("share", "title", "message")
POINTS, COUPON = "points", "coupon"
SCORED = [signal for signal in SIGNALS.values() if signal is not ALREADY_REFERRED]


class ReferralProgramForm(forms.Form):
    """Everything a merchant promises for invitations. `terms` is what it all says."""

    is_on = forms.BooleanField(label=_("Customers can invite friends"), required=False)
    advocate_gets = forms.ChoiceField(
        label=_("The customer who invites gets"),
        choices=[(POINTS, _("Points")), (COUPON, _("A reward"))],
        widget=forms.RadioSelect,
    )
    advocate_points = PointsField(label=_("Points"))
    advocate_reward_id: "forms.ModelChoiceField[Reward]" = forms.ModelChoiceField(
        Reward.objects.none(),
        label=_("Reward"),
        error_messages={"required": _("Choose a reward, or give points.")},
    )
    friend_reward_id: "forms.ModelChoiceField[Reward]" = forms.ModelChoiceField(
        Reward.objects.none(),
        label=_("The friend gets"),
        required=False,
        empty_label=_("Nothing"),
        help_text=_("A coupon, right after they leave their address."),
    )
    qualifying_days = NumberField(
        label=_("Days the friend has to order"),
        most=LONGEST_DAYS,
        required=False,
        help_text=_("Leave it blank for as long as they like."),
    )
    is_first_order_only = forms.BooleanField(
        label=_("Only the friend’s very first order counts"), required=False
    )
    landing_url = forms.URLField(
        label=_("Landing page"),
        required=False,
        assume_scheme="https",
        help_text=_("Where invitations lead in your shop. Leave it blank for a page we show."),
        error_messages={"invalid": _("Enter a whole address, such as https://example.com/page.")},
    )
    remember_days = NumberField(
        label=_("Days a visit is remembered"),
        least=0,
        most=LONGEST_DAYS,
        help_text=_("A friend who comes back within so many days still counts as invited."),
    )
    network_limit = NumberField(label=_("Invitations from one network in 7 days"), most=10_000)
    blocking_score = NumberField(
        label=_("Score that blocks"),
        most=MOST_SCORE,
        help_text=_("An invitation is blocked once the scores of its signals add up to this."),
    )

    def __init__(self, *args: Any, merchant: Merchant, may_change: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rewards = Reward.objects.filter(is_active=True).exclude(exchange=Exchange.VARIABLE).order_by("name")
        for name in ("advocate_reward_id", "friend_reward_id"):
            self.fields[name].queryset = rewards  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["min_order_cents"] = MoneyField(
            label=_("Smallest order that counts"), currency=merchant.currency, may_be_zero=True
        )
        for signal in SCORED:
            self.fields[_score(signal.code)] = NumberField(label=signal.label, least=0, most=MOST_SCORE)
        for code, language in settings.LANGUAGES:
            self._add_texts(code, str(language))
        for field in self.fields.values():
            field.disabled = not may_change

    def _add_texts(self, code: str, language: str) -> None:
        labels = {
            "share": _("What customers share, in %(language)s"),
            "title": _("Title for friends, in %(language)s"),
            "message": _("Message for friends, in %(language)s"),
        }
        for part, label in labels.items():
            is_title = part == "title"
            self.fields[f"{part}_{code}"] = forms.CharField(
                label=label % {"language": language},
                max_length=LONGEST_TITLE if is_title else LONGEST_MESSAGE,
                required=False,
                widget=forms.TextInput() if is_title else forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> None:
        other = (
            "advocate_reward_id" if self.cleaned_data.get("advocate_gets") == POINTS else "advocate_points"
        )
        # What stands in a field that this choice hides is nobody's mistake.
        self.errors.pop(other, None)
        self.cleaned_data[other] = None

    @property
    def scores(self) -> list[forms.BoundField]:
        """The fields of the signals."""
        return [self[_score(signal.code)] for signal in SCORED]

    @property
    def texts(self) -> list[tuple[StrOrPromise, list[forms.BoundField]]]:
        """Each language and its fields."""
        return [(name, [self[f"{part}_{code}"] for part in PARTS]) for code, name in settings.LANGUAGES]

    def _texts(self) -> dict[str, dict[str, str]]:
        """What is said in each language; nothing where it is left blank."""
        said = {
            code: {
                part: text for part in PARTS if (text := self.cleaned_data.get(f"{part}_{code}", "").strip())
            }
            for code, _language in settings.LANGUAGES
        }
        return {code: texts for code, texts in said.items() if texts}

    def example(self) -> ReferralProgram:
        """What is typed so far, as far as it makes sense: only to be read."""
        said = self.cleaned_data
        return ReferralProgram(
            advocate_points=said.get("advocate_points"),
            advocate_reward=said.get("advocate_reward_id"),
            friend_reward=said.get("friend_reward_id"),
            min_order_cents=said.get("min_order_cents") or 0,
            texts=self._texts(),
        )

    @property
    def terms(self) -> ReferralTerms:
        """What a valid form says."""
        said = self.cleaned_data
        plain = ReferralTerms.__dataclass_fields__.keys() & said.keys()
        rewards = {name: said[name] and said[name].pk for name in ("advocate_reward_id", "friend_reward_id")}
        return ReferralTerms(
            **{name: said[name] for name in plain - rewards.keys()},
            **rewards,
            signal_scores={
                signal.code: said[_score(signal.code)]
                for signal in SCORED
                if said[_score(signal.code)] != signal.score
            },
            texts=self._texts(),
        )


class DecisionForm(forms.Form):
    """Why a person blocks or allows an invitation."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Only your team sees it."),
        error_messages={"required": _("Say why, for whoever looks at it later.")},
    )


class FriendForm(forms.Form):
    """How a friend accepts an invitation."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address such as ada@example.com."),
        },
    )
    name = forms.CharField(label=_("Your name"), max_length=200, required=False)


def initial_of(program: ReferralProgram | None) -> dict[str, Any]:
    """What the form shows of what is set; the usual where nothing was set yet."""
    known = program or ReferralProgram()
    scores = {_score(one.code): known.signal_scores.get(one.code, one.score) for one in SCORED}
    texts = {f"{part}_{code}": text for code, texts in known.texts.items() for part, text in texts.items()}
    plain = {name: getattr(known, name) for name in ReferralTerms.__dataclass_fields__}
    return {**plain, "advocate_gets": COUPON if known.advocate_reward_id else POINTS, **scores, **texts}


def _score(code: str) -> str:
    return f"score_{code}"
