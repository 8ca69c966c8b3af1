"""What a customer's page says about their tier."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.customers.models import Customer
from vip.models import TierMove
from vip.queries import Standing, standing_of
from vip.views.wording import amount_text, keeping_text

SHOWN_MOVES = 10
TOLD = ("transition__from_tier", "transition__to_tier", "transition__actor", "order")


@dataclass(frozen=True, slots=True)
class VipCard:
    """Where they stand, in words."""

    standing: Standing
    progress: str
    missing: str
    keeping: str
    moves: list[TierMove]


def vip_card(customer: Customer, *, at: datetime) -> VipCard | None:
    """None where the programme is off."""
    standing = standing_of(customer, at=at)
    if standing is None:
        return None
    currency = customer.merchant.currency
    moves = TierMove.objects.filter(customer=customer).select_related(*TOLD)
    return VipCard(
        standing,
        amount_text(standing.progress, standing.terms, currency),
        amount_text(standing.missing, standing.terms, currency),
        keeping_text(standing, currency),
        list(moves.order_by("-pk")[:SHOWN_MOVES]),
    )
