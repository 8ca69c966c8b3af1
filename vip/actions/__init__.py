"""Everything that changes tiers and who holds them."""

from vip.actions.hands import CustomerExcluded, DayIsOver, UnknownTier, VipIsOff, set_floor
from vip.actions.programs import InvalidVip, VipChangedMeanwhile, check_terms, write_terms
from vip.actions.reviews import NOBODY, Entered, Review, Reviewed, Why, review_ended, review_tiers

__all__ = [
    "NOBODY",
    "CustomerExcluded",
    "DayIsOver",
    "Entered",
    "InvalidVip",
    "Review",
    "Reviewed",
    "UnknownTier",
    "VipChangedMeanwhile",
    "VipIsOff",
    "Why",
    "check_terms",
    "review_ended",
    "review_tiers",
    "set_floor",
    "write_terms",
]
