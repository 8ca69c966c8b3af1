"""Everything that changes tiers and who holds them."""

from vip.actions.changes import ChangeIsOver, ChangeUnderWay, apply_next, plan_change, preview_next, reach
from vip.actions.entries import Entered
from vip.actions.hands import CustomerExcluded, DayIsOver, UnknownTier, VipIsOff, set_floor
from vip.actions.programs import InvalidVip, VipChangedMeanwhile, check_terms, write_terms
from vip.actions.reviews import NOBODY, Review, Reviewed, Why, review_ended, review_tiers

__all__ = [
    "NOBODY",
    "ChangeIsOver",
    "ChangeUnderWay",
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
    "apply_next",
    "check_terms",
    "plan_change",
    "preview_next",
    "reach",
    "review_ended",
    "review_tiers",
    "set_floor",
    "write_terms",
]
