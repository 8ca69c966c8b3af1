"""What can be asked of customers: one criterion for each filter of the list."""

from loyalty.flows.criteria.kinds import Choice, Criterion, Range
from loyalty.flows.criteria.people import Balance, BirthdayMonth, InTier, Joined, Seen, Tagged
from loyalty.flows.criteria.purchases import HasCoupon, InStore, LastOrder, OrderCount

CRITERIA: tuple[Criterion, ...] = (
    Balance(),
    InTier(),
    Seen(),
    Joined(),
    LastOrder(),
    OrderCount(),
    HasCoupon(),
    BirthdayMonth(),
    InStore(),
    Tagged(),
)

__all__ = ["CRITERIA", "Choice", "Criterion", "Range"]
