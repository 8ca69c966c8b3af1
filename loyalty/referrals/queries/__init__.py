"""Reading invitations: where they stand, what speaks against one, and what is said about them."""

from loyalty.referrals.queries.referrals import (
    FriendSeen,
    advocate_of,
    code_of,
    hold_referrals_of,
    live_referral,
    lock_invitations,
    lock_late,
    look_at_friend,
    look_at_order,
    merchants_with_late_referrals,
    read_code,
    referral_program,
)
from loyalty.referrals.queries.sharing import invitation_texts, shared_texts

__all__ = [
    "FriendSeen",
    "advocate_of",
    "code_of",
    "hold_referrals_of",
    "invitation_texts",
    "live_referral",
    "lock_invitations",
    "lock_late",
    "look_at_friend",
    "look_at_order",
    "merchants_with_late_referrals",
    "read_code",
    "referral_program",
    "shared_texts",
]
