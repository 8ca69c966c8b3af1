"""What a merchant promises for invitations."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.referrals.models import ReferralProgram
from loyalty.referrals.suspicions import ALREADY_REFERRED, SIGNALS

MOST_SCORE = 1000


class InvalidReferralProgram(Refused):
    """`field` names what is wrong, `reason` says how to mend it."""

    code = "invalid_referral_program"
    message = _("%(reason)s")


@dataclass(frozen=True, slots=True)
class ReferralTerms:
    """Everything a merchant sets about invitations; amounts are in the programme's minor unit.

    The advocate gets `advocate_points` or the reward `advocate_reward_id`. `signal_scores` are by the signal's code.
    """

    is_on: bool = True
    advocate_points: int | None = None
    advocate_reward_id: int | None = None
    friend_reward_id: int | None = None
    min_order_cents: int = 0
    qualifying_days: int | None = None
    is_first_order_only: bool = False
    network_limit: int = 10
    signal_scores: Mapping[str, int] = field(default_factory=dict)
    blocking_score: int = 100
    landing_url: str = ""
    remember_days: int = 30
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def set_referral_program(merchant: Merchant, *, terms: ReferralTerms, at: datetime) -> dict[str, Any]:
    """From now on invitations promise this; those already claimed keep what they were promised.

    What was set before comes back. Refused as `InvalidReferralProgram`, which names the `field`.
    """
    _check(terms)
    before = ReferralProgram.objects.select_for_update().filter(pk=merchant.pk).first()
    program = ReferralProgram(merchant=merchant, updated_at=at, **asdict(terms))
    _validate(program)
    program.save(force_insert=before is None)
    return values_of(before) if before else {}


def values_of(program: ReferralProgram) -> dict[str, Any]:
    """What is set, by the names of `ReferralTerms`."""
    return {name: getattr(program, name) for name in ReferralTerms.__dataclass_fields__}


def _check(terms: ReferralTerms) -> None:
    if terms.advocate_points and terms.advocate_reward_id:
        raise InvalidReferralProgram(
            field="advocate_points", reason=_("Choose either points or a reward for the advocate.")
        )
    if terms.is_on and not (terms.advocate_points or terms.advocate_reward_id):
        raise InvalidReferralProgram(
            field="advocate_points", reason=_("Say what the advocate gets: points, or a reward.")
        )
    editable = SIGNALS.keys() - {ALREADY_REFERRED.code}
    if not all(
        code in editable and type(score) is int and 0 <= score <= MOST_SCORE
        for code, score in terms.signal_scores.items()
    ):
        raise InvalidReferralProgram(
            field="signal_scores", reason=_("Enter a whole number from 0 to 1,000 for each signal.")
        )


def _validate(program: ReferralProgram) -> None:
    try:
        program.full_clean(validate_unique=False, validate_constraints=False, exclude=["merchant"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InvalidReferralProgram(field=field, reason=messages[0]) from error
