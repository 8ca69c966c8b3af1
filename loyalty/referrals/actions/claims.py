"""A friend follows an invitation."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from loyalty.customers.mapping import InvalidEmail, email_key
from loyalty.customers.models import Customer, CustomerState
from loyalty.errors import Refused
from loyalty.referrals.evaluation import standing
from loyalty.referrals.mapping import network_of
from loyalty.referrals.models import Referral, ReferralProgram, ReferralState
from loyalty.referrals.queries import FriendSeen, live_referral, look_at_friend
from loyalty.referrals.snapshots import FriendFacts
from loyalty.referrals.suspicions import ALREADY_REFERRED


class ReferralsOff(Refused):
    code = "referrals_off"
    message = _("This shop takes no invitations at the moment.")


class AdvocateExcluded(Refused):
    code = "customer_excluded"
    message = _("This invitation is no longer valid.")


class AlreadyReferred(Refused):
    code = ALREADY_REFERRED.code
    message = ALREADY_REFERRED.sentence


class Claimed(NamedTuple):
    """`is_new` is false for a friend who followed the same invitation before."""

    referral: Referral
    is_new: bool


def claim_referral(
    advocate: Customer, *, friend: FriendFacts, program: ReferralProgram | None, at: datetime
) -> Claimed:
    """The invitation as it stands: pending, or blocked with what spoke against it. The same friend twice is once.

    Refused as `ReferralsOff`, `AdvocateExcluded` and `InvalidEmail`.
    """
    if program is None or not program.is_on:
        raise ReferralsOff
    if advocate.state == CustomerState.DISABLED:
        raise AdvocateExcluded
    key = email_key(friend.email)
    if key is None:
        raise InvalidEmail
    # Lock the merchant's claims: of two at once the second must see the first.
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [advocate.merchant_id])
    if earlier := live_referral(key, advocate_id=advocate.pk):
        return Claimed(earlier, is_new=False)
    return Claimed(_create(advocate, friend=friend, key=key, program=program, at=at), is_new=True)


def welcome_friend(referral: Referral, *, friend_id: int) -> None:
    """The friend is a customer from now on."""
    referral.friend_id = friend_id
    referral.save(update_fields=["friend"])


def _create(
    advocate: Customer, *, friend: FriendFacts, key: str, program: ReferralProgram, at: datetime
) -> Referral:
    seen = FriendSeen(key=key, name=friend.name, network=network_of(friend.address))
    referral = Referral(
        merchant_id=advocate.merchant_id,
        advocate=advocate,
        friend_email=friend.email.strip(),
        friend_email_key=key,
        network=seen.network,
        terms=terms_of(program),
        claim_signals=look_at_friend(seen, advocate=advocate, program=program, at=at),
        claimed_at=at,
        expires_at=at + timedelta(days=program.qualifying_days) if program.qualifying_days else None,
    )
    state, reason = standing(referral, None, at=at)
    referral.state, referral.reason = ReferralState(state), reason
    referral.save(force_insert=True)
    return referral


def terms_of(program: ReferralProgram) -> dict[str, Any]:
    """What stays with an invitation, whatever is promised later."""
    return {
        "advocate_points": program.advocate_points,
        "advocate_reward_id": program.advocate_reward_id,
        "friend_reward_id": program.friend_reward_id,
        "min_order_cents": program.min_order_cents,
        "is_first_order_only": program.is_first_order_only,
        "blocking_score": program.blocking_score,
        "signal_scores": program.signal_scores,
    }


_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('referrals are claimed', %s))"
