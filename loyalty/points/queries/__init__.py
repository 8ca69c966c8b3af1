"""Reading balances and the ledger."""

from loyalty.points.queries.accounts import balance_of, history, outstanding
from loyalty.points.queries.days import DayOfPoints, points_by_day
from loyalty.points.queries.differences import Difference, find_differences

__all__ = [
    "DayOfPoints",
    "Difference",
    "balance_of",
    "find_differences",
    "history",
    "outstanding",
    "points_by_day",
]
