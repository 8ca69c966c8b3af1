"""How tests read tiers."""

from datetime import UTC, datetime

from loyalty.customers.models import Customer
from vip.models import CustomerTier, TierMove
from vip.queries import tier_of


def on(day: str, hour: int = 12) -> datetime:
    """Some hour of a day such as `2026-05-31`."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


def tier_name(customer: Customer) -> str | None:
    held = tier_of(customer)
    return held.name if held else None


def until(customer: Customer) -> str | None:
    day = CustomerTier.objects.get(pk=customer.pk).until
    return day.isoformat() if day else None


def moves(customer: Customer) -> list[tuple[str | None, str | None, str, str]]:
    """From which tier to which, why, and on what day."""
    found = TierMove.objects.filter(customer=customer).select_related(
        "transition__from_tier", "transition__to_tier"
    )
    return [
        (
            move.transition.from_tier.name if move.transition.from_tier else None,
            move.transition.to_tier.name if move.transition.to_tier else None,
            move.transition.cause,
            move.moved_at.date().isoformat(),
        )
        for move in found.order_by("pk")
    ]
