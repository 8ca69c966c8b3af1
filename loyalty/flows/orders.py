"""What an order sets in motion."""

from collections.abc import Sequence
from datetime import datetime

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


@transaction.atomic
def orders_changed(facts: Sequence[OrderFacts], *, merchant: Merchant, at: datetime) -> list[int]:
    """The ids of the orders that these messages changed, settled. One takes as many statements as thousands.

    Messages may come twice, late or partial. An impossible amount or e-mail refuses the whole batch.
    """
    customer_ids = _customers_of(facts, merchant_id=merchant.pk, at=at)
    changed = record_orders(facts, customer_ids=customer_ids, merchant_id=merchant.pk)
    settle(changed, merchant=merchant, at=at)
    return changed


def settle(order_ids: Sequence[int], *, merchant: Merchant, at: datetime) -> None:
    """Brings the ledger to what these orders are worth now."""
    if not order_ids:
        return
    orders = lock_orders(order_ids, merchant_id=merchant.pk)
    with translation.override(merchant.language):
        touched = settle_orders(orders, merchant_id=merchant.pk, at=at)
    announce_customers(touched, merchant_id=merchant.pk, at=at)


def _customers_of(facts: Sequence[OrderFacts], *, merchant_id: int, at: datetime) -> list[int | None]:
    named = [fact.customer for fact in facts if fact.customer]
    if not named:
        return [None] * len(facts)
    ensured = ensure_customers(named, merchant_id=merchant_id, at=at)
    if ensured.new_ids:
        open_accounts(ensured.new_ids, merchant_id=merchant_id)
    ids = iter(ensured.ids)
    return [next(ids) if fact.customer else None for fact in facts]
