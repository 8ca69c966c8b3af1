"""Reading tiers, who holds them, and how far everybody is."""

from vip.queries.held import Moment, tiers_before, tiers_held
from vip.queries.holders import members_by_tier, merchants_due, tier_of, tiers_of_customers
from vip.queries.progress import (
    Progress,
    Standing,
    period_end,
    progress_of,
    progress_sql,
    progress_values,
    standing_of,
)
from vip.queries.standings import Asked
from vip.queries.terms import terms_in_force, tiers_of

__all__ = [
    "Asked",
    "Moment",
    "Progress",
    "Standing",
    "members_by_tier",
    "merchants_due",
    "period_end",
    "progress_of",
    "progress_sql",
    "progress_values",
    "standing_of",
    "terms_in_force",
    "tier_of",
    "tiers_before",
    "tiers_held",
    "tiers_of",
    "tiers_of_customers",
]
