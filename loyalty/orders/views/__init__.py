from loyalty.orders.views.detail import detail
from loyalty.orders.views.list import list_orders as list

__all__ = ["detail", "list"]
