"""Making rewards and changing what they say."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.rewards.models import MOST_CENTS, MOST_POINTS, Exchange, IssuedBy, Reward, RewardType

LONGEST_DAYS = 3660
MOST_TIMES = 10**9
WORTH_MONEY = frozenset({RewardType.AMOUNT_OFF, RewardType.GIFT_CARD})


class RewardWithoutValue(Refused):
    code = "reward_without_value"
    message = _("Say what the reward is worth.")


class InvalidPercent(Refused):
    code = "invalid_percent"
    message = _("Enter a whole percentage from 1 to 100.")


class RewardWithoutPrice(Refused):
    code = "invalid_points"
    message = _("Enter a whole number of points from 1 to 1,000,000,000.")


class InvalidSlider(Refused):
    code = "invalid_slider"
    message = _(
        "The least and the most points are multiples of the step, and the least is not above the most."
    )


class SliderNotPossible(Refused):
    code = "slider_not_possible"
    message = _("Only an amount off or a gift card can be worth more for more points.")


class InvalidTimes(Refused):
    code = "invalid_limit"
    message = _("Enter a whole number above 0, or leave it empty.")


class InvalidDays(Refused):
    code = "invalid_days"
    message = _("Enter from 1 to 3,660 days, or leave it empty.")


@dataclass(frozen=True, slots=True)
class RewardTerms:
    """What a reward says, field by field as `Reward` keeps it; amounts in the merchant's minor unit."""

    type: RewardType
    name: str
    exchange: Exchange = Exchange.FIXED
    points: int | None = None
    step: int | None = None
    step_value_cents: int | None = None
    points_min: int | None = None
    points_max: int | None = None
    value_cents: int | None = None
    percent: int | None = None
    ceiling_cents: int | None = None
    product: str = ""
    min_order_cents: int = 0
    products: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    store_ids: list[int] = field(default_factory=list)
    currencies: list[str] = field(default_factory=list)
    tier_ids: list[int] = field(default_factory=list)
    prefix: str = ""
    issued_by: IssuedBy = IssuedBy.PROGRAM
    expires_days: int | None = None
    limit_per_customer: int | None = None
    limit_total: int | None = None
    icon: str = "gift"
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


@transaction.atomic
def create_reward(
    merchant: Merchant, *, terms: RewardTerms, at: datetime, is_active: bool = True, key: UUID | None = None
) -> Reward:
    """A reward on these terms; the database takes a `key` once.

    Refuses terms that make no sense, naming the `field`.
    """
    reward = Reward(merchant=merchant, is_active=is_active, form_key=key, created_at=at, updated_at=at)
    for name, value in asdict(checked(terms)).items():
        setattr(reward, name, value)
    reward.save(force_insert=True)
    return reward


@transaction.atomic
def revise_reward(reward: Reward, *, terms: RewardTerms, at: datetime) -> Mapping[str, tuple[Any, Any]]:
    """The reward says this from now on; issued coupons keep what they promised. What changed comes back.

    By name, with what it was and what it is. Refuses terms that make no sense, naming the `field`.
    """
    # Lock the reward: of two who edit it at once both must see what they change.
    locked = Reward.objects.select_for_update(no_key=True).get(pk=reward.pk)
    wanted = asdict(checked(terms))
    changed = {name: (getattr(locked, name), value) for name, value in wanted.items()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if changed:
        values = {name: after for name, (_before, after) in changed.items()}
        Reward.objects.filter(pk=reward.pk).update(revision=locked.revision + 1, updated_at=at, **values)
    reward.refresh_from_db()
    return changed


@transaction.atomic
def set_reward_active(reward: Reward, *, is_active: bool, at: datetime) -> bool:
    """The reward is among the ways to redeem from now on, or no longer; whether that is new. Coupons stay valid."""
    changed = Reward.objects.filter(pk=reward.pk).exclude(is_active=is_active)
    is_new = bool(changed.update(is_active=is_active, updated_at=at))
    reward.refresh_from_db(fields=["is_active", "updated_at"])
    return is_new


def checked(terms: RewardTerms) -> RewardTerms:
    """The terms without what their type and exchange have no use for. Refuses what makes no sense."""
    terms = _without_rest(terms)
    _check_value(terms)
    if terms.exchange == Exchange.FIXED:
        _check_points(terms, "points")
    if terms.exchange == Exchange.VARIABLE:
        _check_slider(terms)
    for name in ("limit_per_customer", "limit_total"):
        _check_range(getattr(terms, name), 1, MOST_TIMES, InvalidTimes, name)
    _check_range(terms.expires_days, 1, LONGEST_DAYS, InvalidDays, "expires_days")
    return terms


def _without_rest(terms: RewardTerms) -> RewardTerms:
    kept = {
        "points": terms.exchange == Exchange.FIXED,
        **dict.fromkeys(
            ["step", "step_value_cents", "points_min", "points_max"], terms.exchange == Exchange.VARIABLE
        ),
        "value_cents": terms.type in WORTH_MONEY and terms.exchange != Exchange.VARIABLE,
        "percent": terms.type == RewardType.PERCENTAGE_OFF,
        "ceiling_cents": terms.type == RewardType.FREE_SHIPPING,
    }
    dropped: dict[str, Any] = {name: None for name, is_kept in kept.items() if not is_kept}
    if terms.type != RewardType.FREE_PRODUCT:
        dropped["product"] = ""
    return replace(terms, **dropped)


def _check_value(terms: RewardTerms) -> None:
    if terms.type in WORTH_MONEY and terms.exchange != Exchange.VARIABLE:
        _check_range(terms.value_cents or 0, 1, MOST_CENTS, RewardWithoutValue, "value_cents")
    if terms.type == RewardType.PERCENTAGE_OFF:
        _check_range(terms.percent or 0, 1, 100, InvalidPercent, "percent")
    if terms.type == RewardType.FREE_PRODUCT and not terms.product.strip():
        raise RewardWithoutValue(field="product")
    _check_range(terms.ceiling_cents, 1, MOST_CENTS, RewardWithoutValue, "ceiling_cents")


def _check_slider(terms: RewardTerms) -> None:
    if terms.type not in WORTH_MONEY:
        raise SliderNotPossible(field="exchange")
    for name in ("step", "points_min"):
        _check_points(terms, name)
    _check_range(terms.points_max, 1, MOST_POINTS, RewardWithoutPrice, "points_max")
    _check_range(terms.step_value_cents or 0, 1, MOST_CENTS, RewardWithoutValue, "step_value_cents")
    step, least, most = terms.step or 1, terms.points_min or 1, terms.points_max
    if least % step:
        raise InvalidSlider(field="points_min")
    if most is not None and (most % step or most < least):
        raise InvalidSlider(field="points_max")


def _check_points(terms: RewardTerms, name: str) -> None:
    _check_range(getattr(terms, name) or 0, 1, MOST_POINTS, RewardWithoutPrice, name)


def _check_range(value: int | None, least: int, most: int, refusal: type[Refused], name: str) -> None:
    if value is not None and not least <= value <= most:
        raise refusal(field=name)
