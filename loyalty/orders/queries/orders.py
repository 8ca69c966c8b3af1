"""Reading orders."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from loyalty.customers.models import CustomerState
from loyalty.orders.models import OrderState
from loyalty.orders.queries.locks import BY_NAME
from loyalty.orders.snapshots import LineFacts, RefundFacts, ReturnedLine, SeenOrder


def lock_orders(order_ids: Sequence[int], *, merchant_id: int) -> list[SeenOrder]:
    """The orders as they stand, in the order of their ids, locked until the transaction ends.

    What another holds is read as it was before they changed it: who may have to wait asks `hold_orders` first.
    """
    orders = _read(_LOCK, order_ids, merchant_id) if order_ids else []
    return sorted(orders, key=lambda order: order.id)


def see_orders(order_ids: Sequence[int], *, merchant_id: int) -> list[SeenOrder]:
    """The orders as they stand, in the order of their ids, for reading only."""
    return _read(_SEE, order_ids, merchant_id)


def _read(sql: str, order_ids: Sequence[int], merchant_id: int) -> list[SeenOrder]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [merchant_id, list(order_ids)])
        return [_seen(*row) for row in cursor.fetchall()]


def _seen(*row: Any) -> SeenOrder:
    (order_id, customer_id, customer_state, name, state, *facts), (lines, refunds, *more) = (
        row[:_LINES],
        row[_LINES:],
    )
    values: list[Any] = [
        order_id,
        customer_id,
        customer_state and CustomerState(customer_state),
        name,
        OrderState(state),
        *facts,
        tuple(map(_line, json.loads(lines))) if lines else (),
        tuple(map(_refund, json.loads(refunds))) if refunds else (),
        *more,
    ]
    return SeenOrder(*values)


def _line(line: dict[str, Any]) -> LineFacts:
    return LineFacts(**{**line, "categories": tuple(line["categories"])})


def _refund(refund: dict[str, Any]) -> RefundFacts:
    return RefundFacts(
        external_id=refund["external_id"],
        refunded_at=datetime.fromisoformat(refund["refunded_at"]),
        goods_cents=refund["goods_cents"],
        shipping_cents=refund["shipping_cents"],
        lines=tuple(ReturnedLine(**line) for line in refund["lines"]),
    )


# The columns stand in the order of the fields of `SeenOrder`; the lines are number 14.
_LINES = 14
# OFFSET 0 hides from the planner that the merchant is a constant: of one whom its statistics do not know yet it
# expects a single order, and would read all of theirs for each.
_SEE = """
SELECT
    o.id, o.customer_id, CASE WHEN customer.erased_at IS NULL THEN customer.state END,
    coalesce(nullif(o.number, ''), o.external_id), o.state, o.placed_at, o.paid_at,
    greatest(o.state_at, o.amounts_at, o.cancelled_at, o.paid_at, refund.last_at),
    o.currency, o.fx_rate, o.goods_cents, o.discount_cents, o.shipping_cents, o.tax_cents,
    nullif(o.lines, '[]')::text, refund.all::text, o.is_withdrawn,
    o.store_id, o.fulfilled_at, o.is_guest, customer.joined_at, o.channel, o.country, o.locale
FROM (SELECT %s::bigint AS merchant_id, id FROM unnest(%s::bigint[]) AS id OFFSET 0) AS asked
JOIN orders_order o ON o.merchant_id = asked.merchant_id AND o.id = asked.id
LEFT JOIN customers_customer customer ON customer.merchant_id = o.merchant_id AND customer.id = o.customer_id
CROSS JOIN LATERAL (
    SELECT
        max(r.refunded_at) AS last_at,
        jsonb_agg(to_jsonb(r) - 'id' - 'merchant_id' - 'order_id' ORDER BY r.refunded_at, r.id) AS all
    FROM orders_refund r WHERE r.merchant_id = o.merchant_id AND r.order_id = o.id
) refund
"""
_LOCK = _SEE + BY_NAME
_SEE += "ORDER BY o.id"
