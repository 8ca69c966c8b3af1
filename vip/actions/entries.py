"""What customers get for entering a tier."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from loyalty.database.arrays import arrays_of
from loyalty.points.actions import Posting, post_many
from loyalty.points.models import Kind
from loyalty.rewards.actions import Grant, issue_coupons
from loyalty.rewards.models import Cause, Coupon, Reward
from vip.snapshots import TierTerms, VipTerms


class Entered(NamedTuple):
    """A customer entered a tier that gives something."""

    entry_id: int
    customer_id: int
    tier_id: int
    at: datetime


def give_rewards(
    entered: Sequence[Entered], terms: VipTerms, *, merchant_id: int, at: datetime
) -> tuple[int, ...]:
    """Points and coupons for those who entered tiers, once for each entry; the ids of the coupons.

    Their accounts are locked by the caller.

    Points are dated when the tier was entered. A coupon lives from now on: nobody can use it sooner.
    """
    tiers = {tier.id: tier for tier in terms.tiers}
    post_many(list(_postings(entered, tiers)), merchant_id=merchant_id)
    return tuple(coupon.pk for coupon in _issue_coupons(entered, tiers, at=at))


def forget_entries(entered_at: Mapping[int, datetime], *, merchant_id: int) -> None:
    """What these customers entered at that moment, by customer id, without getting anything for it, never was."""
    if entered_at:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [merchant_id, *arrays_of(entered_at.items())])


def _postings(entered: Sequence[Entered], tiers: dict[int | None, TierTerms]) -> Iterator[Posting]:
    text = _("VIP tier %(tier)s reached")
    for one in entered:
        tier = tiers[one.tier_id]
        if tier.entry_points:
            yield Posting(
                customer_id=one.customer_id,
                key=f"tier-{one.entry_id}",
                kind=Kind.TIER_ENTRY,
                points=tier.entry_points,
                description=text % {"tier": tier.name},
                source="tier",
                source_id=one.entry_id,
                occurred_at=one.at,
            )


def _issue_coupons(
    entered: Sequence[Entered], tiers: dict[int | None, TierTerms], *, at: datetime
) -> Iterator[Coupon]:
    grants: defaultdict[int, list[Grant]] = defaultdict(list)
    for one in entered:
        for place, reward_id in enumerate(tiers[one.tier_id].entry_reward_ids):
            grants[reward_id].append(Grant(one.customer_id, f"tier-{one.entry_id}-{place}"))
    for reward in Reward.objects.filter(pk__in=grants).order_by("pk"):
        yield from issue_coupons(reward, grants[reward.pk], cause=Cause.TIER, at=at)


_FORGET = """
DELETE FROM vip_tierentry entry
USING (
    SELECT %s::bigint AS merchant_id, said.*
    FROM unnest(%s::bigint[], %s::timestamptz[]) AS said (customer_id, entered_at) OFFSET 0
) AS given
WHERE entry.merchant_id = given.merchant_id AND entry.customer_id = given.customer_id
    AND entry.entered_at = given.entered_at AND NOT entry.is_given
"""
