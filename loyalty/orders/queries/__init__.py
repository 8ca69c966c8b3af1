from loyalty.orders.queries.names import named
from loyalty.orders.queries.orders import lock_orders, see_orders

__all__ = ["lock_orders", "named", "see_orders"]
