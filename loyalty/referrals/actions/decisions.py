"""What a person decides about an invitation."""

from datetime import datetime

from loyalty.referrals.actions.claims import AlreadyReferred
from loyalty.referrals.models import LIVE, Decision, Referral
from loyalty.team.models import User


def decide_referral(
    referral: Referral, *, decision: Decision, reason: str, by: User | None, at: datetime
) -> None:
    """The invitation is blocked or allowed, whatever the signals say. Refused as `AlreadyReferred`."""
    others = Referral.objects.filter(friend_email_key=referral.friend_email_key, state__in=LIVE)
    if decision == Decision.ALLOWED and others.exclude(pk=referral.pk).exists():
        raise AlreadyReferred
    referral.decision, referral.decision_reason = decision, reason
    referral.decided_by, referral.decided_at = by, at
    referral.save(update_fields=["decision", "decision_reason", "decided_by", "decided_at"])
