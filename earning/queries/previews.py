"""What the rules would give, without locking or writing anything."""

from collections.abc import Sequence

from earning.evaluation import ActivityEvaluation
from earning.queries.activities import decide_activity
from earning.queries.decisions import decide_orders
from earning.queries.dues import Decision
from earning.queries.rulesets import ruleset_in_force
from earning.snapshots import ActivityFacts
from loyalty.customers.models import Customer
from loyalty.orders.snapshots import SeenOrder


def preview_orders(orders: Sequence[SeenOrder], *, merchant_id: int) -> list[Decision]:
    """What is due for these orders, stored or typed: by the rules they were settled with, else by those in force.

    `targets` of each are the points by rule id; its evaluation says why. Limits count what was given so far.
    """
    return decide_orders(orders, merchant_id=merchant_id, is_preview=True)


def try_order(order: SeenOrder, *, merchant_id: int) -> Decision:
    """What an order, stored or typed, would be due by the rules in force if it were new.

    If it was settled before, what it was given then counts for nothing.
    """
    (decision,) = decide_orders([order], merchant_id=merchant_id, is_preview=True, is_afresh=True)
    return decision


def preview_activity(customer: Customer, facts: ActivityFacts) -> ActivityEvaluation:
    """What an activity would earn now, and why."""
    return decide_activity(customer, facts, ruleset_in_force(customer.merchant_id), is_preview=True)
