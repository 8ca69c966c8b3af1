"""What a team member does to the ways to redeem."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from loyalty.audit.actions import record
from loyalty.flows.locks import hold_program
from loyalty.merchants.models import Merchant
from loyalty.rewards.actions import RewardTerms, create_reward, revise_reward, set_reward_active
from loyalty.rewards.models import Reward
from loyalty.team.models import User

SUBJECT = "reward"


@transaction.atomic
def reward_created(
    merchant: Merchant,
    *,
    terms: RewardTerms,
    by: User | None,
    at: datetime,
    is_active: bool = True,
    key: UUID | None = None,
) -> Reward:
    """A way to redeem from now on; the same `key` again is the same one.

    Refuses terms that make no sense, naming the `field`.
    """
    hold_program(merchant)
    if key and (earlier := Reward.objects.filter(form_key=key).first()):
        return earlier
    reward = create_reward(merchant, terms=terms, at=at, is_active=is_active, key=key)
    said = {name: getattr(reward, name) for name in RewardTerms.__slots__}
    _record(
        "reward.created", reward, by=by, at=at, after={name: value for name, value in said.items() if value}
    )
    return reward


@transaction.atomic
def reward_revised(reward: Reward, *, terms: RewardTerms, by: User | None, at: datetime) -> None:
    """The reward says this from now on; issued coupons keep what they promised. Refuses terms that make no sense."""
    changed = revise_reward(reward, terms=terms, at=at)
    if changed:
        _record(
            "reward.revised",
            reward,
            by=by,
            at=at,
            before={name: before for name, (before, _after) in changed.items()},
            after={name: after for name, (_before, after) in changed.items()},
        )


@transaction.atomic
def reward_switched(reward: Reward, *, is_active: bool, by: User | None, at: datetime) -> None:
    """The reward is among the ways to redeem, or no longer; one that already is stays as it is."""
    if set_reward_active(reward, is_active=is_active, at=at):
        _record(
            "reward.switched_on" if is_active else "reward.switched_off",
            reward,
            by=by,
            at=at,
            before={"is_active": not is_active},
            after={"is_active": is_active},
        )


def _record(
    action: str, reward: Reward, *, by: User | None, at: datetime, **values: dict[str, object]
) -> None:
    record(
        action,
        subject=SUBJECT,
        subject_id=reward.pk,
        merchant_id=reward.merchant_id,
        actor=by,
        at=at,
        **values,
    )
