"""Bringing invitations to where their friends' purchases put them (S13): target minus posted, as for orders."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from loyalty.customers.models import CustomerState
from loyalty.orders.snapshots import SeenOrder
from loyalty.points.actions import Posting, post_many
from loyalty.points.models import Kind
from loyalty.points.queries import NO_LOTS, OwnLots
from loyalty.referrals.evaluation import Purchase, purchase_of, qualifies, standing
from loyalty.referrals.models import LIVE, Referral, ReferralState
from loyalty.referrals.queries import look_at_order
from loyalty.referrals.suspicions import EXISTING_CUSTOMER, seen

_WRITTEN = (
    "state", "reason", "claim_signals", "order_signals", "order", "order_paid_at", "given_points", "step",
    "completed_at",
)  # fmt: skip


class Held(NamedTuple):
    """What may be taken back: the balances of advocates, and by invitation the lots of the points that it gave."""

    balances: dict[int, int]
    lots: Mapping[int, OwnLots]


class Thanked(NamedTuple):
    """The advocates whose points moved, and the invitations that were completed, are so no longer, or changed."""

    customer_ids: list[int]
    completed: list[Referral]
    undone: list[Referral]
    changed_ids: list[int]


NOBODY = Thanked([], [], [], [])


def advance_referrals(
    invitations: Sequence[Referral],
    *,
    orders: Iterable[SeenOrder],
    currency: str,
    held: Held | None = None,
    at: datetime,
) -> Thanked:
    """Moves invitations, locked, to where these orders of their friends put them, and posts what advocates are due.

    Where something is `held`, reversals take no more points than there are (S6); what had expired of those that the
    invitation gave needs no balance (S15).
    """
    purchases: dict[int, list[Purchase]] = {}
    for order in orders:
        if order.customer_id is not None:
            purchases.setdefault(order.customer_id, []).append(purchase_of(order, currency=currency))
    changed = [
        one for one in _in_force(invitations) if _advance(one, purchases.get(one.friend_id or 0, []), at=at)
    ]
    return _settle(changed, held=held, at=at) if changed else NOBODY


def _settle(referrals: Sequence[Referral], *, held: Held | None, at: datetime) -> Thanked:
    postings = [posting for one in referrals if (posting := _due(one, held, at))]
    Referral.objects.bulk_update(referrals, _WRITTEN)
    if postings:
        post_many(postings, merchant_id=referrals[0].merchant_id)
    return Thanked(
        sorted({posting.customer_id for posting in postings}),
        [one for one in referrals if one.state == ReferralState.COMPLETED],
        [one for one in referrals if one.state != ReferralState.COMPLETED and one.completed_at],
        [one.pk for one in referrals],
    )


def _in_force(invitations: Sequence[Referral]) -> list[Referral]:
    """Without those that ended before their friend followed another: one friend counts once."""
    live = {one.friend_id: one.pk for one in invitations if one.state in LIVE}
    return [one for one in invitations if live.get(one.friend_id, one.pk) == one.pk]


def _advance(referral: Referral, purchases: Sequence[Purchase], *, at: datetime) -> bool:
    """Whether it stands elsewhere now."""
    before, was_completed = _place(referral), referral.state == ReferralState.COMPLETED
    _note_earlier(referral, purchases)
    chosen = _chosen(referral, purchases)
    if chosen is None and referral.order_id:
        # The order that counts did not change; nothing else can move the invitation.
        return False
    referral.state, referral.reason = standing(referral, chosen, at=at)
    if referral.state == ReferralState.COMPLETED and referral.completed_at is None and chosen:
        referral.completed_at = chosen.paid_at
    referral.step += was_completed != (referral.state == ReferralState.COMPLETED)
    return before != _place(referral)


def _place(referral: Referral) -> tuple[str, str, int | None]:
    return referral.state, referral.reason, referral.order_id


def _note_earlier(referral: Referral, purchases: Sequence[Purchase]) -> None:
    """An order from before the claim makes the friend a customer of before."""
    is_noted = any(signal["signal"] == EXISTING_CUSTOMER.code for signal in referral.claim_signals)
    if not is_noted and any(one.placed_at < referral.claimed_at for one in purchases):
        scores = referral.terms["signal_scores"]
        referral.claim_signals = [*referral.claim_signals, seen(EXISTING_CUSTOMER, scores)]


def _chosen(referral: Referral, purchases: Sequence[Purchase]) -> Purchase | None:
    """The purchase that counts, if it is among these: the first one paid that qualifies, and then for good."""
    qualifying = [one for one in purchases if qualifies(one, referral)]
    first = min(qualifying, key=lambda one: (one.paid_at or one.placed_at, one.order_id), default=None)
    if first and _is_before(first, referral):
        referral.order_id, referral.order_paid_at = first.order_id, first.paid_at
        referral.order_signals = look_at_order(referral, order_id=first.order_id, placed_at=first.placed_at)
    return next((one for one in purchases if one.order_id == referral.order_id), None)


def _is_before(purchase: Purchase, referral: Referral) -> bool:
    if purchase.order_id == referral.order_id:
        return False
    return referral.order_paid_at is None or bool(
        purchase.paid_at and purchase.paid_at < referral.order_paid_at
    )


def _due(referral: Referral, held: Held | None, at: datetime) -> Posting | None:
    """What the advocate is due, or has to give back, in points."""
    is_completed = referral.state == ReferralState.COMPLETED
    target = (referral.terms["advocate_points"] or 0) if is_completed else 0
    if referral.advocate.state == CustomerState.DISABLED:
        target = min(target, referral.given_points)
    moved = target - referral.given_points
    if held is not None:
        moved = _within(held, referral, moved)
    if not moved:
        return None
    referral.given_points += moved
    return Posting(
        customer_id=referral.advocate_id,
        key=f"referral-{referral.pk}-{referral.step}",
        kind=Kind.EARN_REFERRAL if moved > 0 else Kind.REVERSE,
        points=moved,
        description=_("Invited a friend") if moved > 0 else _("Invitation no longer counts"),
        source="referral",
        source_id=referral.pk,
        occurred_at=(referral.completed_at or at) if moved > 0 else at,
    )


def _within(held: Held, referral: Referral, moved: int) -> int:
    """As much of it as can be taken back; the next invitation finds what that leaves of the balance."""
    advocate_id, own = referral.advocate_id, held.lots.get(referral.pk, NO_LOTS)
    moved = max(moved, -max(0, held.balances[advocate_id]) - own.gone)
    held.balances[advocate_id] += own.moves(moved)
    return moved
