"""The ways to redeem, with how they are used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from loyalty.rewards.models import Cause, Coupon, CouponState, Reward


@dataclass(frozen=True, slots=True)
class Use:
    """How many coupons a reward gave for points, and how many points they took."""

    times: int
    points: int


@dataclass(frozen=True, slots=True)
class ListedReward:
    """A reward with its use since some moment."""

    reward: Reward
    use: Use


def listed_rewards(merchant_id: int, *, since: datetime) -> Sequence[ListedReward]:
    """All rewards, cheapest first, with their use since then; what was cancelled is no use. Two statements."""
    rewards = Reward.objects.filter(merchant_id=merchant_id).order_by("-is_active", "points", "step", "pk")
    used = _uses(merchant_id, since)
    return [ListedReward(reward, used.get(reward.pk, Use(0, 0))) for reward in rewards]


def _uses(merchant_id: int, since: datetime) -> dict[int, Use]:
    coupons = Coupon.objects.filter(merchant_id=merchant_id, issued_at__gte=since, cause=Cause.REDEMPTION)
    sums = coupons.exclude(state=CouponState.CANCELLED).values("reward_id")
    rows = sums.annotate(times=Count("pk"), spent=Sum("points")).values_list("reward_id", "times", "spent")
    return {reward_id: Use(times, spent) for reward_id, times, spent in rows}
