"""Invitations, and what a merchant promises for them."""

from loyalty.referrals.models.programs import NETWORK_DAYS, ReferralProgram
from loyalty.referrals.models.referrals import LIVE, Decision, Referral, ReferralState

__all__ = ["LIVE", "NETWORK_DAYS", "Decision", "Referral", "ReferralProgram", "ReferralState"]
