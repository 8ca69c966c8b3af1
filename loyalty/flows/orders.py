"""What an order sets in motion."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import translation

from earning.actions import settle_orders
from loyalty.customers.actions import ensure_customers
from loyalty.merchants.models import Merchant
from loyalty.orders.actions import record_orders
from loyalty.orders.queries import lock_orders
from loyalty.orders.snapshots import OrderFacts
from loyalty.outbox.actions import announce_customers
from loyalty.points.actions import open_accounts


class Changes(NamedTuple):
    """What messages about orders did: the orders that changed, how much is new, and points by rule id."""

    order_ids: list[int]
    new_orders: int
    new_customers: int
    points: dict[int, int]


class _People(NamedTuple):
    ids: list[int | None]
    new: int


def orders_changed(facts: Sequence[OrderFacts], *, merchant: Merchant, at: datetime) -> list[int]:
    """The ids of the orders that these messages changed, settled. One message or thousands take as many statements.

    Messages may come twice, late or partial. An impossible amount or e-mail refuses the whole batch.
    """
    return bring_up_to_date(facts, merchant=merchant, at=at).order_ids


@transaction.atomic
def bring_up_to_date(facts: Sequence[OrderFacts], *, merchant: Merchant, at: datetime) -> Changes:
    """The same, with the numbers that an import reports."""
    people = _customers_of(facts, merchant_id=merchant.pk, at=at)
    recorded = record_orders(facts, customer_ids=people.ids, merchant_id=merchant.pk)
    points = settle(recorded.ids, merchant=merchant, at=at)
    return Changes(recorded.ids, recorded.new, people.new, points)


def settle(order_ids: Sequence[int], *, merchant: Merchant, at: datetime) -> dict[int, int]:
    """Brings the ledger to what these orders are worth now; the points that moved, by rule id."""
    if not order_ids:
        return {}
    orders = lock_orders(order_ids, merchant_id=merchant.pk)
    with translation.override(merchant.language):
        moved = settle_orders(orders, merchant_id=merchant.pk, at=at)
    announce_customers(moved.customer_ids, merchant_id=merchant.pk, at=at)
    return moved.points


def _customers_of(facts: Sequence[OrderFacts], *, merchant_id: int, at: datetime) -> _People:
    named = [fact.customer for fact in facts if fact.customer]
    if not named:
        return _People([None] * len(facts), 0)
    ensured = ensure_customers(named, merchant_id=merchant_id, at=at)
    if ensured.new_ids:
        open_accounts(ensured.new_ids, merchant_id=merchant_id)
    ids = iter(ensured.ids)
    return _People([next(ids) if fact.customer else None for fact in facts], len(ensured.new_ids))
