"""Two customers who are one, and customers who are forgotten."""

from django.db.models import Q

from loyalty.customers.models import Customer
from vip.models import CustomerTier, Spending, TierEntry, TierMove

FLOOR = ("floor_tier_id", "floor_until", "floor_reason", "floor_at", "floor_by_id")


def merge_standings(gone: Customer, *, into: Customer) -> None:
    """What one spent, entered and moved counts for the other, who keeps the higher floor of the two.

    Which tier that makes is for a review to say.
    """
    Spending.objects.filter(customer=gone).update(customer=into)
    TierMove.objects.filter(customer=gone).update(customer=into)
    for entry in TierEntry.objects.filter(customer=gone):
        if not TierEntry.objects.filter(customer=into, tier=entry.tier_id, period=entry.period).exists():
            TierEntry.objects.filter(pk=entry.pk).update(customer=into)
    _merge_floors(gone, into)
    CustomerTier.objects.filter(customer=gone).delete()


def forget_standing(customer: Customer) -> None:
    """No tier is held any more, and why one was set by hand is not said."""
    CustomerTier.objects.filter(customer=customer).delete()
    TierMove.objects.filter(~Q(reason=""), customer=customer).update(reason="")


def _merge_floors(gone: Customer, into: Customer) -> None:
    held = {
        one.customer_id: one
        for one in CustomerTier.objects.filter(customer__in=[gone, into]).select_related("floor_tier")
    }
    theirs, own = held.get(gone.pk), held.get(into.pk)
    if theirs is None or theirs.floor_tier is None:
        return
    if own and own.floor_tier and own.floor_tier.milestone >= theirs.floor_tier.milestone:
        return
    floor = {name: getattr(theirs, name) for name in FLOOR}
    CustomerTier.objects.update_or_create(
        customer=into,
        defaults=floor,
        create_defaults={**floor, "merchant_id": into.merchant_id, "since": theirs.since},
    )
