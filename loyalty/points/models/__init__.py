"""The ledger, the sums kept beside it, and the lots of points that expire."""

from loyalty.points.models.ledger import (
    ACTIVITY,
    EARNING,
    LONGEST_DESCRIPTION,
    Kind,
    PointsAccount,
    PointsTransaction,
)
from loyalty.points.models.lots import ExpiryWarning, PointsLot, PointsLotUse

__all__ = [
    "ACTIVITY",
    "EARNING",
    "LONGEST_DESCRIPTION",
    "ExpiryWarning",
    "Kind",
    "PointsAccount",
    "PointsLot",
    "PointsLotUse",
    "PointsTransaction",
]
