"""Finding rewards and coupons."""

from loyalty.rewards.queries.due import PATIENCE, merchants_due

__all__ = [
    "PATIENCE",
    "merchants_due",
]
