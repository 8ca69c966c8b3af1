"""Keeping orders as they are until the transaction ends, always in the order of their names, so never in a ring."""

from collections.abc import Collection

from django.db import connection

from loyalty.database.transactions import HeldByAnother


def hold_orders(order_ids: Collection[int], *, merchant_id: int) -> None:
    """Locks these orders, waiting for whoever holds them. What they did shows to the next statement."""
    _lock(_HOLD, order_ids, merchant_id)


def hold_free_orders(order_ids: Collection[int], *, merchant_id: int) -> None:
    """The same for whoever holds accounts already, and so must wait for no order: `HeldByAnother` instead."""
    if len(_lock(_HOLD_FREE, order_ids, merchant_id)) < len(order_ids):
        raise HeldByAnother(lambda: hold_orders(order_ids, merchant_id=merchant_id))


def hold_orders_of(customer_ids: Collection[int], *, merchant_id: int) -> None:
    """Locks all orders of these customers, whom the caller holds, so that no more come."""
    _lock(_HOLD_OF, customer_ids, merchant_id)


def _lock(sql: str, ids: Collection[int], merchant_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [merchant_id, list(ids)])
        return [order_id for (order_id,) in cursor.fetchall()]


# As Python sorts texts, since messages are written down in that order, too.
BY_NAME = 'ORDER BY o.source COLLATE "C", o.external_id COLLATE "C" FOR NO KEY UPDATE OF o'
_ORDERS = "SELECT o.id FROM orders_order o WHERE o.merchant_id = %s AND"
_HOLD = f"{_ORDERS} o.id = ANY (%s::bigint[]) {BY_NAME}"
_HOLD_FREE = f"{_HOLD} SKIP LOCKED"
_HOLD_OF = f"{_ORDERS} o.customer_id = ANY (%s::bigint[]) {BY_NAME}"
