"""Orders that were brought by mistake."""

from collections.abc import Sequence
from datetime import datetime

from loyalty.orders.models import Order


def withdraw_orders(order_ids: Sequence[int], *, merchant_id: int, at: datetime) -> None:
    """The orders no longer count; settling takes back what they gave. Twice is once."""
    Order.objects.filter(merchant_id=merchant_id, pk__in=order_ids, is_withdrawn=False).update(
        is_withdrawn=True, updated_at=at
    )
