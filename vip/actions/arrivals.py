"""Customers who came by a list, and go again with it."""

from vip.models import Cause, CustomerTier, TierEntry, TierMove


def forget_arrival(customer_id: int) -> None:
    """The tier to which nothing but a list has brought the customer never was.

    Whoever has moved since, got something for it, or has a tier set by hand keeps all of it.
    """
    moves = TierMove.objects.filter(customer=customer_id)
    given = TierEntry.objects.filter(customer=customer_id, is_given=True)
    held = CustomerTier.objects.filter(customer=customer_id, floor_tier__isnull=False)
    if moves.exclude(transition__cause=Cause.IMPORT).exists() or given.exists() or held.exists():
        return
    TierEntry.objects.filter(customer=customer_id).delete()
    CustomerTier.objects.filter(customer=customer_id).delete()
    moves.delete()
