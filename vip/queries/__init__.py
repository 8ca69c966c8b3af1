"""Reading tiers, who holds them, and how far everybody is."""

from vip.queries.held import Moment, tiers_before, tiers_held
from vip.queries.standings import Asked
from vip.queries.terms import terms_in_force, tiers_of

__all__ = ["Asked", "Moment", "terms_in_force", "tiers_before", "tiers_held", "tiers_of"]
