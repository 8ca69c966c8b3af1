"""What the ledger says of people beside numbers."""

from loyalty.points.models import PointsTransaction


def empty_notes(customer_id: int) -> None:
    """The team's notes on a customer's entries are gone. The caller has said `erasing_customer`."""
    PointsTransaction.objects.filter(customer=customer_id).exclude(internal_note="").update(internal_note="")
