"""Two customers who are one."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from loyalty.database.arrays import arrays_of
from loyalty.orders.models import Order


def merge_orders(from_id: int, *, into_id: int, at: datetime) -> None:
    """All orders of one customer belong to the other; they are settled with them from now on."""
    Order.objects.filter(customer=from_id).update(customer=into_id, updated_at=at)


def move_orders(owner_ids: Mapping[int, int], *, merchant_id: int) -> None:
    """These orders, by id, belong to these customers."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [merchant_id, *arrays_of(owner_ids.items())])


_MOVE = """
UPDATE orders_order o SET customer_id = said.customer_id, updated_at = now()
FROM (
    SELECT %s::bigint AS merchant_id, given.*
    FROM unnest(%s::bigint[], %s::bigint[]) AS given (id, customer_id) OFFSET 0
) AS said
WHERE o.merchant_id = said.merchant_id AND o.id = said.id
"""
