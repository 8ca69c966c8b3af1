"""Reading balances and the ledger."""

from loyalty.points.queries.accounts import balance_of, history, outstanding
from loyalty.points.queries.days import DayOfPoints, points_by_day
from loyalty.points.queries.differences import Difference, find_differences
from loyalty.points.queries.expiry import Expiring, expiring_of, forecast
from loyalty.points.queries.lots import NO_LOTS, OwnLots, lots_of

__all__ = [
    "NO_LOTS",
    "DayOfPoints",
    "Difference",
    "Expiring",
    "OwnLots",
    "balance_of",
    "expiring_of",
    "find_differences",
    "forecast",
    "history",
    "lots_of",
    "outstanding",
    "points_by_day",
]
