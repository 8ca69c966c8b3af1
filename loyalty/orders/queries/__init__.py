from loyalty.orders.queries.goods import (
    GoodsName,
    SeenNames,
    average_order_cents,
    currencies_in_orders,
    goods_in_orders,
    unknown_goods,
)
from loyalty.orders.queries.locks import BY_NAME, hold_free_orders, hold_orders, hold_orders_of
from loyalty.orders.queries.names import named
from loyalty.orders.queries.orders import lock_orders, see_orders

__all__ = [
    "BY_NAME",
    "GoodsName",
    "SeenNames",
    "average_order_cents",
    "currencies_in_orders",
    "goods_in_orders",
    "hold_free_orders",
    "hold_orders",
    "hold_orders_of",
    "lock_orders",
    "named",
    "see_orders",
    "unknown_goods",
]
