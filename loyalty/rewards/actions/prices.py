"""What a reward costs, and what it is worth then."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused
from loyalty.rewards.models import Exchange, Reward


class RewardUnavailable(Refused):
    code = "reward_unavailable"
    message = _("This reward is not to be had for points at the moment.")


class InvalidPointsToSpend(Refused):
    code = "invalid_points"
    message = _("Say how many points to spend, as a whole number above 0.")


class TooFewPointsToSpend(Refused):
    code = "below_min"
    message = _("Spend at least %(points_min)d points on this reward.")


class TooManyPointsToSpend(Refused):
    code = "above_max"
    message = _("Spend at most %(points_max)d points on this reward.")


class NotAStep(Refused):
    code = "not_multiple_of_step"
    message = _("Points are spent on this reward in steps of %(step)d.")


class Price(NamedTuple):
    """What is taken, and what the coupon is worth in the currency's minor unit, where it is worth money."""

    points: int
    value_cents: int | None


def price_of(reward: Reward, *, points: object = None) -> Price:
    """What the reward costs a customer who chose to spend `points`; that says nothing at a fixed price.

    Refuses, each with a code of its own, a number that the reward does not allow, and one that is not for points.
    """
    if reward.exchange == Exchange.FIXED:
        return Price(reward.points or 0, reward.value_cents)
    if reward.exchange != Exchange.VARIABLE:
        raise RewardUnavailable
    if type(points) is not int or points <= 0:
        raise InvalidPointsToSpend
    step, least, most = reward.step or 1, reward.points_min or 1, reward.points_max
    if points < least:
        raise TooFewPointsToSpend(points_min=least)
    if most is not None and points > most:
        raise TooManyPointsToSpend(points_max=most)
    if points % step:
        raise NotAStep(step=step)
    return Price(points, points // step * (reward.step_value_cents or 0))
