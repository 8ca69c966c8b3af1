"""Invitations of people who are one (S31), or who wish to be forgotten (S30)."""

from loyalty.customers.models import Customer
from loyalty.referrals.models import Referral


def merge_referrals(gone_id: int, *, into_id: int) -> None:
    """Whom one invited, and by whom they were, belongs to the one who stays."""
    Referral.objects.filter(advocate=gone_id).update(advocate=into_id)
    Referral.objects.filter(friend=gone_id).update(friend=into_id)


def forget_friend(customer: Customer) -> None:
    """Who the friend was, and from where they came, is known no longer; where the invitation stands stays."""
    for referral in Referral.objects.filter(friend=customer):
        referral.friend_email, referral.network = "", ""
        referral.friend_email_key = f"erased-{referral.pk}"
        referral.save(update_fields=["friend_email", "friend_email_key", "network"])
