"""Which goods and currencies orders name."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection, models

from loyalty.database.arrays import array_of

# Enough to know what a shop sells, and as quick in a large shop as in a small one.
NEWEST_ORDERS = 2000
MOST_SUGGESTIONS = 24


class GoodsName(models.TextChoices):
    """What of an order's line is named."""

    CATEGORY = "category"
    PRODUCT = "product"
    SKU = "sku"


class SeenNames(NamedTuple):
    """What the newest orders name most; `is_complete` if they name nothing else."""

    names: list[str]
    is_complete: bool


def goods_in_orders(name: GoodsName, *, merchant_id: int) -> SeenNames:
    """The names in the newest orders, those that stand there most often first."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [merchant_id, NEWEST_ORDERS, name, name, MOST_SUGGESTIONS + 1])
        names = [found for (found,) in cursor.fetchall()]
    return SeenNames(names[:MOST_SUGGESTIONS], len(names) <= MOST_SUGGESTIONS)


def unknown_goods(names: Sequence[str], name: GoodsName, *, merchant_id: int) -> list[str]:
    """Those of these names that stand in no order. Reads the orders until it finds each."""
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN, [array_of(names), merchant_id, name, name])
        return [found for (found,) in cursor.fetchall()]


def currencies_in_orders(merchant_id: int) -> list[str]:
    """The currencies of the newest orders."""
    with connection.cursor() as cursor:
        cursor.execute(_CURRENCIES, [merchant_id, NEWEST_ORDERS])
        return [currency for (currency,) in cursor.fetchall()]


def average_order_cents(merchant_id: int, *, currency: str, since: datetime) -> int | None:
    """What an order placed since then was worth on average, after discounts; None without orders in that currency."""
    with connection.cursor() as cursor:
        cursor.execute(_AVERAGE, [merchant_id, since, currency])
        (average,) = cursor.fetchone()
        return None if average is None else int(average)


_SEEN = """
SELECT named.name
FROM (
    SELECT lines FROM orders_order
    WHERE merchant_id = %s AND placed_at IS NOT NULL ORDER BY placed_at DESC LIMIT %s
) AS newest
CROSS JOIN jsonb_array_elements(newest.lines) AS line
CROSS JOIN LATERAL (
    SELECT jsonb_array_elements_text(line -> 'categories') AS name WHERE %s = 'category'
    UNION ALL
    SELECT line ->> %s
) AS named
WHERE named.name <> ''
GROUP BY named.name ORDER BY count(*) DESC, named.name LIMIT %s
"""
_UNKNOWN = """
SELECT asked.name FROM unnest(%s::text[]) AS asked (name)
WHERE NOT EXISTS (
    SELECT FROM orders_order WHERE merchant_id = %s AND CASE %s
        WHEN 'category' THEN lines @> jsonb_build_array(jsonb_build_object('categories', jsonb_build_array(asked.name)))
        ELSE lines @> jsonb_build_array(jsonb_build_object(%s::text, asked.name))
    END
)
"""
_CURRENCIES = """
SELECT currency FROM (
    SELECT currency FROM orders_order
    WHERE merchant_id = %s AND placed_at IS NOT NULL ORDER BY placed_at DESC LIMIT %s
) AS newest
WHERE currency <> '' GROUP BY currency ORDER BY count(*) DESC, currency
"""
_AVERAGE = """
SELECT round(avg(goods_cents - discount_cents))::bigint FROM orders_order
WHERE merchant_id = %s AND placed_at >= %s AND currency = %s AND state = 'paid' AND NOT is_withdrawn
    AND goods_cents > discount_cents
"""
