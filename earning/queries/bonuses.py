"""What campaigns added to orders."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection

from earning.evaluation import Budgets, campaigns_of, share_out
from earning.evaluation.bonuses import Evaluate, Shared
from earning.queries.rulesets import FrozenSettlement
from earning.snapshots import FrozenCampaign, FrozenRuleset
from loyalty.customers.models import CustomerState
from loyalty.database.arrays import array_of
from loyalty.database.transactions import HeldByAnother
from loyalty.orders.snapshots import SeenOrder


class CampaignUse(NamedTuple):
    """The points that a campaign added in all, to how many orders, and of how many customers."""

    points: int = 0
    orders: int = 0
    customers: int = 0


def budgeted_campaigns(
    orders: Sequence[SeenOrder], sets: Mapping[int, FrozenRuleset], concerned: Iterable[int]
) -> set[int]:
    """The campaigns with a budget, then or now, that may add something to one of these orders."""
    running = {
        campaign.campaign_id
        for ruleset_id in concerned
        if sets[ruleset_id].campaigns
        for order in orders
        for campaign in campaigns_of(order, sets[ruleset_id])
    }
    return running & {campaign_id for ruleset in sets.values() for campaign_id in ruleset.budgeted}


def share_bonuses(
    order: SeenOrder,
    ruleset: FrozenRuleset,
    frozen: FrozenSettlement,
    running: Sequence[FrozenCampaign],
    evaluate: Evaluate,
    budgets: Budgets,
) -> tuple[Shared, FrozenSettlement]:
    """What the campaigns add to an order, kept within their budgets; and what of that stays so.

    To a customer who was excluded since they add no more than they did.
    """

    def room_of(campaign: FrozenCampaign) -> int:
        allowed = frozen.allowances.get(campaign.campaign_id)
        return budgets.room_of(campaign, order_id=order.id, frozen=allowed)

    shared = share_out(running, evaluate, room_of=room_of, stacking=ruleset.settings.stacking)
    bonuses = {one: points for one, points in shared.bonuses.items() if points or one in frozen.bonuses}
    if order.customer_state == CustomerState.DISABLED:
        bonuses = {one: min(points, frozen.bonuses.get(one, 0)) for one, points in bonuses.items()}
    for campaign_id, points in bonuses.items():
        budgets.note(campaign_id, order_id=order.id, points=points)
    allowances = {**shared.rooms, **frozen.allowances}
    return shared, frozen._replace(bonuses=bonuses, allowances=allowances)


def lock_budgets(campaign_ids: Iterable[int], *, merchant_id: int, holds_accounts: bool = False) -> None:
    """What these campaigns added stays as it is until the transaction ends; always in one order.

    Whoever holds accounts already waits for no campaign: `HeldByAnother` is raised where somebody holds one of them.
    """
    wanted = sorted(campaign_ids)
    locked = _lock(f"{LOCK_BUDGETS} SKIP LOCKED" if holds_accounts else LOCK_BUDGETS, wanted, merchant_id)
    if holds_accounts and locked < len(wanted):
        raise HeldByAnother(lambda: _lock(LOCK_BUDGETS, wanted, merchant_id))


def _lock(sql: str, campaign_ids: Sequence[int], merchant_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [merchant_id, array_of(campaign_ids)])
        return len(cursor.fetchall())


def spent_by(campaign_ids: Iterable[int], *, merchant_id: int) -> dict[int, int]:
    """The points that each of these campaigns added so far; nothing is asked for none."""
    wanted = sorted(set(campaign_ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SPENT, [merchant_id, array_of(wanted)])
        return {campaign_id: int(points) for campaign_id, points in cursor.fetchall()}


def uses_of_campaigns(campaign_ids: Iterable[int], *, merchant_id: int) -> dict[int, CampaignUse]:
    """What each of these campaigns did; one that did nothing yet is left out."""
    with connection.cursor() as cursor:
        cursor.execute(_USES, [merchant_id, array_of(campaign_ids)])
        return {campaign_id: CampaignUse(int(points), *counts) for campaign_id, points, *counts in cursor}


LOCK_BUDGETS = """
SELECT id FROM earning_campaign WHERE merchant_id = %s AND id = ANY (%s::bigint[]) ORDER BY id FOR NO KEY UPDATE
"""
# OFFSET 0 hides from the planner that the merchant is a constant, of whom it may know nothing yet.
_ASKED = "(SELECT %s::bigint AS merchant_id, id FROM unnest(%s::bigint[]) AS id OFFSET 0) AS asked"
_SPENT = f"""
SELECT asked.id, sum(bonus.points)
FROM {_ASKED}
JOIN earning_campaignbonus bonus ON bonus.merchant_id = asked.merchant_id AND bonus.campaign_id = asked.id
GROUP BY asked.id
"""
_USES = f"""
SELECT asked.id, sum(bonus.points), count(*), count(DISTINCT o.customer_id)
FROM {_ASKED}
JOIN earning_campaignbonus bonus ON bonus.merchant_id = asked.merchant_id AND bonus.campaign_id = asked.id
    AND bonus.points <> 0
JOIN orders_order o ON o.merchant_id = bonus.merchant_id AND o.id = bonus.order_id
GROUP BY asked.id
"""
