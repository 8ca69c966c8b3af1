"""What an invitation sets in motion (S13)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import translation

from earning.actions import ActivityFacts, record_activity, revoke_activity
from earning.catalogue import REFER_FRIEND
from earning.models import Activity
from earning.queries import ruleset_in_force
from loyalty.audit.actions import record
from loyalty.customers.actions import ensure_customers
from loyalty.customers.models import Customer, CustomerState
from loyalty.customers.snapshots import CustomerFacts
from loyalty.database.transactions import letting_go
from loyalty.flows.standings import tiers_reviewed
from loyalty.merchants.models import Merchant, RefundNegative
from loyalty.orders.models import Order
from loyalty.orders.queries import see_orders
from loyalty.orders.snapshots import SeenOrder
from loyalty.outbox.actions import announce_referrals
from loyalty.points.actions import expire_for, lock_balances, open_accounts
from loyalty.points.queries import lots_of
from loyalty.referrals.actions import (
    Held,
    ReferralTerms,
    Thanked,
    advance_referrals,
    claim_referral,
    decide_referral,
    set_referral_program,
    welcome_friend,
)
from loyalty.referrals.models import Decision, Referral, ReferralState
from loyalty.referrals.queries import lock_late, referral_program
from loyalty.referrals.snapshots import FriendFacts
from loyalty.rewards.actions import cancel_coupons, issue_coupon
from loyalty.rewards.models import Cause, Coupon, Reward
from loyalty.rewards.queries import hold_free_coupons
from loyalty.team.models import User
from vip.models import Cause as MoveCause

SOURCE = "referral"
BATCH = 1000


@transaction.atomic
def referral_program_set(merchant: Merchant, *, terms: ReferralTerms, by: User | None, at: datetime) -> None:
    """Invitations promise this from now on. Refused as `InvalidReferralProgram`, which names the `field`."""
    before = set_referral_program(merchant, terms=terms, at=at)
    after = asdict(terms)
    changed = [name for name in after if before.get(name) != after[name]]
    if changed:
        record(
            "referrals.set",
            subject="program",
            subject_id=merchant.pk,
            merchant_id=merchant.pk,
            actor=by,
            at=at,
            before={name: before.get(name) for name in changed},
            after={name: after[name] for name in changed},
        )


@transaction.atomic
def referral_claimed(
    advocate: Customer, *, friend: FriendFacts, merchant: Merchant, at: datetime
) -> Referral:
    """The friend's invitation: pending with their coupon, or blocked with the reason. The same friend twice is once.

    Refused as `ReferralsOff`, `AdvocateExcluded` and `InvalidEmail`.
    """
    claimed = claim_referral(advocate, friend=friend, program=referral_program(merchant.pk), at=at)
    if claimed.is_new and claimed.referral.state == ReferralState.PENDING:
        _welcome(claimed.referral, name=friend.name, at=at)
    elif claimed.is_new:
        announce_referrals([claimed.referral.pk], customer_ids=(), merchant_id=merchant.pk, at=at)
    return claimed.referral


@letting_go
def referral_decided(
    referral: Referral, *, decision: Decision, reason: str, by: User | None, at: datetime
) -> Referral:
    """The invitation is blocked, its friend's unused coupon cancelled and its points taken back; or it is allowed.

    Refused as `AlreadyReferred` when the friend follows another invitation by now.
    """
    people = Referral.objects.select_related("advocate", "friend", "merchant")
    locked = people.select_for_update(of=("self",), no_key=True).get(pk=referral.pk)
    before = locked.state
    decide_referral(locked, decision=decision, reason=reason, by=by, at=at)
    with translation.override(locked.merchant.language):
        if decision == Decision.ALLOWED and locked.friend_id is None:
            _welcome(locked, name="", at=at)
        thanked = friends_bought([locked], orders=_bought(locked), merchant=locked.merchant, at=at)
    tiers_reviewed(thanked, merchant=locked.merchant, cause=MoveCause.POINTS, happened_at=at, at=at)
    if decision == Decision.BLOCKED:
        _cancel_coupons(locked, Cause.FRIEND, at=at)
    record(
        f"referral.{decision}",
        subject="referral",
        subject_id=locked.pk,
        merchant_id=locked.merchant_id,
        actor=by,
        at=at,
        before={"state": before},
        after={"state": locked.state, "reason": reason},
    )
    announce_referrals([locked.pk], customer_ids=[locked.advocate_id], merchant_id=locked.merchant_id, at=at)
    return locked


def friends_bought(
    invitations: Sequence[Referral], *, orders: Iterable[SeenOrder], merchant: Merchant, at: datetime
) -> list[int]:
    """The invitations, locked with everybody's account, stand where these orders put them; whose points moved."""
    if not invitations:
        return []
    clamp = merchant.program.refund_negative == RefundNegative.CLAMP
    held = _held(invitations, merchant_id=merchant.pk, at=at) if clamp else None
    if held is None:
        lock_balances({one.advocate_id for one in invitations}, merchant_id=merchant.pk)
    thanked = advance_referrals(invitations, orders=orders, currency=merchant.currency, held=held, at=at)
    _reward_advocates(thanked, at=at)
    announce_referrals(thanked.changed_ids, customer_ids=(), merchant_id=merchant.pk, at=at)
    return [*thanked.customer_ids, *_count(thanked, merchant_id=merchant.pk, at=at)]


def _held(invitations: Sequence[Referral], *, merchant_id: int, at: datetime) -> Held:
    """How far balances may fall is reckoned from what is left once all is expired that is over by now."""
    names = [(one.advocate_id, one.pk) for one in invitations]
    advocates = sorted({advocate_id for advocate_id, _pk in names})
    has_lots = expire_for(advocates, merchant_id=merchant_id, at=at)
    lots = lots_of(names, source=SOURCE, merchant_id=merchant_id) if has_lots else {}
    return Held(lock_balances(advocates, merchant_id=merchant_id), lots)


@transaction.atomic
def referrals_ran_out(merchant: Merchant, *, at: datetime, size: int = BATCH) -> int:
    """The next invitations, `size` at most, whose friends ordered nothing in time are over; how many."""
    late = lock_late(merchant_id=merchant.pk, at=at, size=size)
    over = advance_referrals(late, orders=(), currency=merchant.currency, at=at)
    announce_referrals(over.changed_ids, customer_ids=(), merchant_id=merchant.pk, at=at)
    return len(late)


def _welcome(referral: Referral, *, name: str, at: datetime) -> None:
    """The friend is a customer who has a coupon; a guest as long as they have no account."""
    first_name, _blank, last_name = name.strip().partition(" ")
    facts = CustomerFacts(
        SOURCE, email=referral.friend_email, first_name=first_name, last_name=last_name, has_account=False
    )
    ensured = ensure_customers([facts], merchant_id=referral.merchant_id, at=at)
    open_accounts(ensured.ids, merchant_id=referral.merchant_id)
    welcome_friend(referral, friend_id=ensured.ids[0])
    if reward_id := referral.terms["friend_reward_id"]:
        issue_coupon(
            Reward.objects.get(pk=reward_id),
            customer=Customer.objects.get(pk=ensured.ids[0]),
            cause=Cause.FRIEND,
            key=f"referral-{referral.pk}-friend",
            at=at,
        )
    announce_referrals([referral.pk], customer_ids=ensured.ids, merchant_id=referral.merchant_id, at=at)
    new, merchant = ensured.new_ids, referral.merchant
    tiers_reviewed(new, merchant=merchant, cause=MoveCause.JOINED, happened_at=at, at=at)


def _reward_advocates(thanked: Thanked, *, at: datetime) -> None:
    """Coupons where a coupon was promised; those not used yet go with the invitation."""
    for referral in thanked.completed:
        if (
            reward_id := referral.terms["advocate_reward_id"]
        ) and referral.advocate.state != CustomerState.DISABLED:
            issue_coupon(
                Reward.objects.get(pk=reward_id),
                customer=referral.advocate,
                cause=Cause.REFERRAL,
                key=f"referral-{referral.pk}-{referral.step}",
                at=at,
            )
    for referral in thanked.undone:
        _cancel_coupons(referral, Cause.REFERRAL, at=at)


def _count(thanked: Thanked, *, merchant_id: int, at: datetime) -> list[int]:
    """What rules about inviting friends give for invitations that count now, or take back; whose points moved."""
    if not (thanked.completed or thanked.undone):
        return []
    if ruleset_in_force(merchant_id).about(REFER_FRIEND.code):
        for referral in thanked.completed:
            facts = ActivityFacts(
                source=SOURCE,
                token=REFER_FRIEND.code,
                distinct_id=f"{referral.pk}-{referral.step}",
                happened_at=referral.completed_at or at,
            )
            record_activity(referral.advocate, facts=facts, at=at, is_seen_here=True)
    counted = Activity.objects.filter(source=SOURCE, token=REFER_FRIEND.code, revoked_at=None)
    for referral in thanked.undone:
        for activity in counted.filter(distinct_id__startswith=f"{referral.pk}-"):
            revoke_activity(activity, at=at)
    return [referral.advocate_id for referral in (*thanked.completed, *thanked.undone)]


def _cancel_coupons(referral: Referral, cause: Cause, *, at: datetime) -> None:
    """The coupons that the invitation gave and nobody used yet."""
    given = Coupon.objects.open().filter(cause=cause, key__startswith=f"referral-{referral.pk}-")
    people = [person for person in (referral.advocate_id, referral.friend_id) if person]
    coupon_ids = list(given.filter(customer__in=people).values_list("pk", flat=True))
    # Accounts are locked by now.
    hold_free_coupons(coupon_ids, merchant_id=referral.merchant_id)
    cancel_coupons(coupon_ids, merchant_id=referral.merchant_id, at=at)


def _bought(referral: Referral) -> list[SeenOrder]:
    if referral.friend_id is None:
        return []
    order_ids = Order.objects.filter(customer=referral.friend_id).values_list("pk", flat=True)
    return see_orders(list(order_ids), merchant_id=referral.merchant_id)
