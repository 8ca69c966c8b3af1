"""Awards of customers who are gone."""

from earning.models import Award


def drop_pending(customer_id: int) -> None:
    """Points that were still held back never become available."""
    Award.objects.filter(customer=customer_id, available_at__isnull=False).update(available_at=None, points=0)
