"""Noting what orders add to their customers' spending, as part of the statement that settles them."""

from collections.abc import Sequence
from typing import Any

from loyalty.database.arrays import arrays_of
from vip.snapshots import SpendingStep

COLUMNS = 8


def spending_values(order_ids: str, steps: Sequence[SpendingStep]) -> dict[str, Any]:
    """What `NOTE_SPENDING` takes beside `merchant`: these orders, an array of ids, have these steps and no others."""
    rows = [
        (
            one.order_id,
            one.step,
            one.customer_id,
            one.counted_at,
            one.happened_at,
            one.goods_cents,
            one.total_cents,
            one.orders,
        )
        for one in steps
    ]
    names = ("order", "step", "customer", "counted", "happened", "goods", "total", "orders")
    columns = arrays_of(rows) if rows else ["{}"] * COLUMNS
    noted = {f"spent_{name}": column for name, column in zip(names, columns, strict=True)}
    return {**noted, "spending_orders": order_ids}


NOTE_SPENDING = """spent (
    order_id, step, customer_id, counted_at, happened_at, goods_cents, total_cents, orders
) AS (
    SELECT * FROM unnest(
        %(spent_order)s::bigint[], %(spent_step)s::smallint[], %(spent_customer)s::bigint[],
        %(spent_counted)s::timestamptz[], %(spent_happened)s::timestamptz[],
        %(spent_goods)s::bigint[], %(spent_total)s::bigint[], %(spent_orders)s::smallint[]
    ) AS said
), gone AS (
    DELETE FROM vip_spending old
    USING (
        SELECT %(merchant)s::bigint AS merchant_id, id FROM unnest(%(spending_orders)s::bigint[]) AS id OFFSET 0
    ) AS asked
    WHERE old.merchant_id = asked.merchant_id AND old.order_id = asked.id
        AND NOT EXISTS (SELECT FROM spent WHERE spent.order_id = old.order_id AND spent.step = old.step)
), noted AS (
    INSERT INTO vip_spending AS old
        (merchant_id, order_id, step, customer_id, counted_at, happened_at, goods_cents, total_cents, orders)
    SELECT %(merchant)s, spent.* FROM spent
    ON CONFLICT (merchant_id, order_id, step) DO UPDATE
    SET customer_id = excluded.customer_id, counted_at = excluded.counted_at, happened_at = excluded.happened_at,
        goods_cents = excluded.goods_cents, total_cents = excluded.total_cents, orders = excluded.orders
    WHERE (old.customer_id, old.counted_at, old.happened_at, old.goods_cents, old.total_cents, old.orders)
        IS DISTINCT FROM (excluded.customer_id, excluded.counted_at, excluded.happened_at, excluded.goods_cents,
            excluded.total_cents, excluded.orders)
)
"""
