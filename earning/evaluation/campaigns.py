"""What campaigns make of an order."""

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import NamedTuple

from earning.models import Overlap
from earning.snapshots import FrozenCampaign, FrozenRule, FrozenRuleset
from loyalty.orders.snapshots import SeenOrder

ONCE = Fraction(1)


class Boost(NamedTuple):
    """How many times a rule gives, and by which campaigns; no campaign is once."""

    times: Fraction
    campaigns: tuple[FrozenCampaign, ...]


def campaigns_of(order: SeenOrder, ruleset: FrozenRuleset) -> list[FrozenCampaign]:
    """The campaigns that ran in the order's store when it was placed (S24)."""
    return [
        campaign
        for campaign in ruleset.campaigns
        if campaign.starts_at <= order.placed_at < campaign.ends_at
        and (not campaign.store_ids or order.store_id in campaign.store_ids)
    ]


def covers(campaign: FrozenCampaign, rule: FrozenRule) -> bool:
    """Whether the campaign is about this rule."""
    return not campaign.rule_ids or rule.rule_id in campaign.rule_ids


def boost_of(rule: FrozenRule, running: Sequence[FrozenCampaign]) -> Boost:
    """The best of the campaigns that count alone and of all those that multiply each other."""
    covering = [campaign for campaign in running if covers(campaign, rule)]
    if not covering:
        return Boost(ONCE, ())
    together = tuple(campaign for campaign in covering if campaign.overlap == Overlap.MULTIPLY)
    boosts = [Boost(campaign.multiplier, (campaign,)) for campaign in covering if campaign not in together]
    if together:
        boosts.append(Boost(prod((campaign.multiplier for campaign in together), start=ONCE), together))
    return max(boosts, key=lambda boost: boost.times)
