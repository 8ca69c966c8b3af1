"""Reading invitations, and what speaks against one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from loyalty.customers.models import Customer, CustomerState
from loyalty.orders.models import Order
from loyalty.referrals.mapping import likeness, name_key
from loyalty.referrals.models import LIVE, NETWORK_DAYS, Referral, ReferralProgram, ReferralState
from loyalty.referrals.suspicions import (
    ALREADY_REFERRED,
    EXISTING_CUSTOMER,
    NETWORK,
    NOT_FIRST_ORDER,
    SAME_NAME,
    SELF,
    SIMILAR_EMAIL,
    seen,
)

Signals = list[dict[str, Any]]
LONGEST_ID = 18


@dataclass(frozen=True, slots=True)
class FriendSeen:
    """What is known of a friend at the moment of the claim."""

    key: str
    name: str
    network: str


def referral_program(merchant_id: int) -> ReferralProgram | None:
    """What the merchant promises for invitations, if anything was ever set."""
    programs = ReferralProgram.objects.select_related("advocate_reward", "friend_reward")
    return programs.filter(pk=merchant_id).first()


def code_of(customer: Customer) -> str:
    """What friends follow: it names the merchant, too, so that one address serves all shops."""
    return f"{customer.merchant_id}-{customer.referral_code}"


def read_code(code: str) -> tuple[int, str]:
    """The merchant's id and the customer's own code; 0 for what names no merchant."""
    merchant_id, _dash, own = code.partition("-")
    is_number = merchant_id.isascii() and merchant_id.isdigit() and len(merchant_id) <= LONGEST_ID
    return (int(merchant_id) if is_number else 0), own


def advocate_of(code: str) -> Customer | None:
    """The customer whose code it is, or who they were merged into."""
    owner = Customer.objects.select_related("merged_into").filter(referral_code=code).first()
    return owner.merged_into or owner if owner else None


def live_referral(friend_email_key: str, *, advocate_id: int) -> Referral | None:
    """The friend's own invitation by this advocate, pending or completed."""
    return Referral.objects.filter(
        friend_email_key=friend_email_key, advocate=advocate_id, state__in=LIVE
    ).first()


def lock_invitations(friend_ids: Iterable[int], *, merchant_id: int) -> list[Referral]:
    """The invitations that these customers followed, with both people, locked in the order of their ids."""
    invited = Referral.objects.filter(merchant=merchant_id, friend__in=set(friend_ids)).order_by("pk")
    return list(invited.select_related("advocate", "friend").select_for_update(of=("self",), no_key=True))


def hold_referrals_of(customer_ids: Iterable[int], *, merchant_id: int) -> None:
    """Locks all invitations by these customers, and those that they followed."""
    people = set(customer_ids)
    theirs = Referral.objects.filter(Q(advocate__in=people) | Q(friend__in=people), merchant=merchant_id)
    list(theirs.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))


def lock_late(*, merchant_id: int, at: datetime, size: int) -> list[Referral]:
    """Invitations whose time is over by `at` though nobody said so yet, locked, the earliest first.

    One that somebody holds is left for the next time.
    """
    late = Referral.objects.filter(merchant=merchant_id, state=ReferralState.PENDING, expires_at__lte=at)
    late = late.order_by("expires_at", "pk").select_related("advocate", "friend")
    return list(late.select_for_update(of=("self",), no_key=True, skip_locked=True)[:size])


def merchants_with_late_referrals(*, at: datetime) -> list[int]:
    """The merchants, of all, with invitations whose time is over: one look into an index for each."""
    with connection.cursor() as cursor:
        cursor.execute(_LATE, [at])
        return [merchant_id for (merchant_id,) in cursor.fetchall()]


def look_at_friend(
    friend: FriendSeen, *, advocate: Customer, program: ReferralProgram, at: datetime
) -> Signals:
    """What speaks against an invitation when it is claimed (S13)."""
    scores, found = program.signal_scores, []
    if friend.key == advocate.email_key:
        found.append(seen(SELF, scores))
    elif advocate.email_key and likeness(friend.key) == likeness(advocate.email_key):
        found.append(seen(SIMILAR_EMAIL, scores))
    if Referral.objects.filter(friend_email_key=friend.key, state__in=LIVE).exists():
        found.append(seen(ALREADY_REFERRED, {}))
    if _is_customer(friend.key):
        found.append(seen(EXISTING_CUSTOMER, scores))
    if _same_name(friend.name, advocate.name):
        found.append(seen(SAME_NAME, scores))
    return [*found, *_crowd(friend.network, program, at=at)]


def look_at_order(referral: Referral, *, order_id: int, placed_at: datetime) -> Signals:
    """What speaks against an invitation when its friend buys."""
    scores, found = referral.terms["signal_scores"], []
    if referral.friend_id == referral.advocate_id:
        found.append(seen(SELF, scores))
    elif referral.friend and _same_name(referral.friend.name, referral.advocate.name):
        found.append(seen(SAME_NAME, scores))
    if referral.terms["is_first_order_only"]:
        earlier = Order.objects.filter(customer=referral.friend_id, placed_at__lt=placed_at)
        if earlier.filter(is_withdrawn=False, paid_at__isnull=False).exclude(pk=order_id).exists():
            found.append(seen(NOT_FIRST_ORDER, scores))
    return found


def _same_name(one: str, other: str) -> bool:
    return bool(one.strip()) and name_key(one) == name_key(other)


def _is_customer(email_key: str) -> bool:
    """Whether somebody with this address is a member, is excluded, or ordered as a guest."""
    known = Customer.objects.filter(email_key=email_key)
    ordered = Order.objects.filter(merchant=OuterRef("merchant"), customer=OuterRef("pk"))
    return known.filter(~Q(state=CustomerState.CANDIDATE) | Exists(ordered)).exists()


def _crowd(network: str, program: ReferralProgram, *, at: datetime) -> Signals:
    if not network:
        return []
    since = at - timedelta(days=NETWORK_DAYS)
    claims = 1 + Referral.objects.filter(network=network, claimed_at__gt=since, claimed_at__lte=at).count()
    if claims <= program.network_limit:
        return []
    facts = {"claims": claims, "days": NETWORK_DAYS, "limit": program.network_limit}
    return [seen(NETWORK, program.signal_scores, **facts)]


_LATE = """
SELECT merchant.id FROM merchants_merchant merchant
WHERE EXISTS (
    SELECT FROM referrals_referral referral
    WHERE referral.merchant_id = merchant.id AND referral.state = 'pending' AND referral.expires_at <= %s
)
ORDER BY merchant.id
"""
