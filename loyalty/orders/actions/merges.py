"""Two customers who are one."""

from datetime import datetime

from loyalty.orders.models import Order


def merge_orders(from_id: int, *, into_id: int, at: datetime) -> None:
    """All orders of one customer belong to the other; they are settled with them from now on."""
    Order.objects.filter(customer=from_id).update(customer=into_id, updated_at=at)
