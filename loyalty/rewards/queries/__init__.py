"""Finding rewards and coupons."""

from loyalty.rewards.queries.coupons import Cancellable, cancellable, coupons_matching, issued_since
from loyalty.rewards.queries.due import PATIENCE, merchants_due
from loyalty.rewards.queries.locks import hold_coupons_of, hold_free_coupons
from loyalty.rewards.queries.rewards import ListedReward, Use, listed_rewards
from loyalty.rewards.queries.sentences import (
    condition_texts,
    points_text,
    price_text,
    range_text,
    worth_text,
)

__all__ = [
    "PATIENCE",
    "Cancellable",
    "ListedReward",
    "Use",
    "cancellable",
    "condition_texts",
    "coupons_matching",
    "hold_coupons_of",
    "hold_free_coupons",
    "issued_since",
    "listed_rewards",
    "merchants_due",
    "points_text",
    "price_text",
    "range_text",
    "worth_text",
]
