"""Claiming invitations, bringing them up to date, and deciding about them."""

from loyalty.referrals.actions.claims import (
    AdvocateExcluded,
    AlreadyReferred,
    ReferralsOff,
    claim_referral,
    welcome_friend,
)
from loyalty.referrals.actions.decisions import decide_referral
from loyalty.referrals.actions.programs import InvalidReferralProgram, ReferralTerms, set_referral_program
from loyalty.referrals.actions.reviews import Held, Thanked, advance_referrals

__all__ = [
    "AdvocateExcluded",
    "AlreadyReferred",
    "Held",
    "InvalidReferralProgram",
    "ReferralTerms",
    "ReferralsOff",
    "Thanked",
    "advance_referrals",
    "claim_referral",
    "decide_referral",
    "set_referral_program",
    "welcome_friend",
]
