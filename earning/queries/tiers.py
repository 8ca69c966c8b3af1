"""The VIP tiers that customers held before their orders (S12)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection

from earning.conditions import Buyer
from earning.snapshots import FrozenRuleset
from loyalty.customers.models import Customer
from loyalty.database.arrays import arrays_of
from vip.queries import Moment, tiers_before, tiers_held


def tiers_of_orders(moments: Iterable[Moment], ruleset: FrozenRuleset, *, merchant_id: int) -> dict[int, int]:
    """The ids of the tiers held before these orders by order id, 0 for none; nothing where it does not matter."""
    asked = list(moments) if ruleset.asks_tier else []
    if not asked:
        return {}
    held = tiers_before(asked, terms=ruleset.vip, merchant_id=merchant_id, timezone=ruleset.timezone)
    return {one.key: held.get(one.key) or 0 for one in asked}


def with_tiers(
    buyers: Mapping[int, Buyer], ruleset: FrozenRuleset, *, at: datetime, merchant_id: int
) -> dict[int, Buyer]:
    """These buyers by customer id, each with the tier held just before, if a rule of this ruleset may ask for it."""
    if not ruleset.asks_tier:
        return dict(buyers)
    held = tiers_held(buyers, at=at, terms=ruleset.vip, merchant_id=merchant_id, timezone=ruleset.timezone)
    return {pk: buyer._replace(tier=str(held[pk]) if held.get(pk) else None) for pk, buyer in buyers.items()}


def with_tier(buyer: Buyer, customer: Customer, ruleset: FrozenRuleset, *, at: datetime) -> Buyer:
    """The same of one customer."""
    return with_tiers({customer.pk: buyer}, ruleset, at=at, merchant_id=customer.merchant_id)[customer.pk]


def outdated_tiers(
    changed: Mapping[int, datetime], ruleset: FrozenRuleset, *, merchant_id: int
) -> dict[int, int]:
    """Orders settled with a tier that, as is known by now, was not the one held: the right tier by order id.

    `changed` says for each customer since when things are otherwise than they were known to be. Orders that came late
    change what was held before later ones; refunds do for what came after them.
    """
    if not (changed and ruleset.asks_tier):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LATER, [merchant_id, *arrays_of(changed.items())])
        rows = cursor.fetchall()
    moments = [Moment(order_id, customer_id, at) for order_id, customer_id, at, _tier in rows]
    right = tiers_of_orders(moments, ruleset, merchant_id=merchant_id)
    return {order_id: right[order_id] for order_id, _customer, _at, tier in rows if right[order_id] != tier}


# OFFSET 0 hides from the planner that the merchant is a constant, of whom it may know nothing yet.
_LATER = """
SELECT spent.order_id, spent.customer_id, spent.counted_at, (settled.kept ->> 'tier')::bigint
FROM (
    SELECT %s::bigint AS merchant_id, said.*
    FROM unnest(%s::bigint[], %s::timestamptz[]) AS said (customer_id, at) OFFSET 0
) AS asked
JOIN vip_spending spent
    ON spent.merchant_id = asked.merchant_id AND spent.customer_id = asked.customer_id
    AND spent.step = 0 AND spent.counted_at > asked.at
JOIN earning_settlement settled
    ON settled.merchant_id = spent.merchant_id AND settled.order_id = spent.order_id AND settled.kept ? 'tier'
"""
