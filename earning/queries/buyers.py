"""Who the customers of orders and activities are, for the rules that ask."""

from collections.abc import Sequence

from django.db import connection

from earning.conditions import Buyer
from loyalty.customers.models import Customer
from loyalty.database.arrays import arrays_of
from loyalty.orders.models import Order
from loyalty.orders.queries.names import named
from loyalty.orders.snapshots import SeenOrder


def buyers_of(
    orders: Sequence[SeenOrder], *, merchant_id: int, with_numbers: bool = True
) -> dict[int, Buyer]:
    """Who the customers of these orders are, by order id, in one statement.

    An order's number counts the customer's paid orders that were placed before it or settled before it, so that
    one which comes late never makes a second first order. It stays 1 where numbers are not asked for.
    """
    rows = [(order.id, order.customer_id, order.placed_at) for order in orders if order.customer_id]
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_BUYERS, [with_numbers, merchant_id, *arrays_of(rows)])
        return {
            order_id: Buyer(tuple(tags), joined_at, 1 + earlier)
            for order_id, joined_at, tags, earlier in cursor.fetchall()
        }


def buyer_of(customer: Customer) -> Buyer:
    """Who a customer is who does something other than buying."""
    return Buyer(tuple(customer.tags.order_by("tag").values_list("tag", flat=True)), customer.joined_at)


def is_of_another(customer: Customer, order_name: str) -> bool:
    """Whether the order that people call so is known, and somebody else's."""
    owners = list(
        named(Order.objects.exclude(customer=None), order_name).values_list("customer_id", flat=True)[:20]
    )
    return bool(owners) and customer.pk not in owners


def has_purchased(customer: Customer, *, order_name: str, product: str) -> bool:
    """Whether the customer paid for the order and the product that are named, or for the one of them that is.

    An order whose lines are unknown counts as one with every product.
    """
    if not (order_name or product):
        return False
    values: dict[str, int | str] = {
        "merchant": customer.merchant_id,
        "customer": customer.pk,
        "order": order_name,
        "product": product,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PURCHASED, values)
        ((purchased,),) = cursor.fetchall()
    return bool(purchased)


# OFFSET 0 hides from the planner that the merchant is a constant, of whom it may know nothing yet.
_BUYERS = """
SELECT asked.order_id, customer.joined_at, ARRAY(
    SELECT tag::text FROM customers_customertag held
    WHERE held.merchant_id = asked.merchant_id AND held.customer_id = asked.customer_id ORDER BY tag
), CASE WHEN asked.with_numbers THEN (
    SELECT count(*) FROM orders_order earlier
    WHERE earlier.merchant_id = asked.merchant_id AND earlier.customer_id = asked.customer_id
        AND earlier.id <> asked.order_id AND earlier.state <> 'cancelled' AND NOT earlier.is_withdrawn
        AND (
            (earlier.state = 'paid' AND (earlier.placed_at, earlier.id) < (asked.placed_at, asked.order_id))
            OR EXISTS (
                SELECT FROM earning_settlement settled
                WHERE settled.merchant_id = asked.merchant_id AND settled.order_id = earlier.id
            )
        )
) ELSE 0 END
FROM (
    SELECT %s::boolean AS with_numbers, %s::bigint AS merchant_id, said.*
    FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS said (order_id, customer_id, placed_at) OFFSET 0
) AS asked
JOIN customers_customer customer ON customer.merchant_id = asked.merchant_id AND customer.id = asked.customer_id
"""
_PURCHASED = """
SELECT EXISTS (
    SELECT FROM orders_order o
    WHERE o.merchant_id = %(merchant)s AND o.customer_id = %(customer)s AND o.state = 'paid' AND NOT o.is_withdrawn
        AND (%(order)s = '' OR o.external_id = %(order)s OR o.number = %(order)s)
        AND (
            %(product)s = '' OR (%(order)s <> '' AND o.lines = '[]')
            OR o.lines @> jsonb_build_array(jsonb_build_object('product', %(product)s::text))
            OR o.lines @> jsonb_build_array(jsonb_build_object('sku', %(product)s::text))
        )
)
"""
