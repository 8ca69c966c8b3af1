"""Tiers, who holds them, and how they came by them."""

from vip.models.changes import VipChange, VipPhase, phases_before
from vip.models.programs import Basis, Colour, Icon, Period, SpendBasis, Tier, VipProgram
from vip.models.standings import Cause, CustomerTier, Spending, TierEntry, TierMove, TierTransition

__all__ = [
    "Basis",
    "Cause",
    "Colour",
    "CustomerTier",
    "Icon",
    "Period",
    "SpendBasis",
    "Spending",
    "Tier",
    "TierEntry",
    "TierMove",
    "TierTransition",
    "VipChange",
    "VipPhase",
    "VipProgram",
    "phases_before",
]
