"""Where an invitation stands, from what its friend bought (S13). Nothing here reads or writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from loyalty.orders.arithmetic import converted, net_goods, net_lines, paid_lines
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import SeenOrder
from loyalty.referrals.models import Decision, Referral, ReferralState
from loyalty.referrals.suspicions import strongest, total


@dataclass(frozen=True, slots=True)
class Purchase:
    """One order of the friend in the programme's minor unit: what was paid for goods, and what is left of it."""

    order_id: int
    placed_at: datetime
    paid_at: datetime | None
    paid_cents: int
    left_cents: int


class Standing(NamedTuple):
    state: ReferralState
    reason: str


def purchase_of(order: SeenOrder, *, currency: str) -> Purchase:
    """The order as an invitation sees it. Money that cannot be converted counts as nothing (S20)."""
    paid = sum(paid_lines(order)) if order.lines else max(0, (order.goods_cents or 0) - order.discount_cents)
    left = (sum(net_lines(order)) if order.lines else net_goods(order)) if order.is_payable else 0

    def in_programme(cents: int) -> int:
        return converted(cents, currency=order.currency, to=currency, fx_rate=order.fx_rate) or 0

    is_paid = order.state == OrderState.PAID and not order.is_withdrawn
    paid_at = order.paid_at or (order.changed_at if is_paid else None)
    return Purchase(order.id, order.placed_at, paid_at, in_programme(paid), in_programme(left))


def qualifies(purchase: Purchase, referral: Referral) -> bool:
    """Whether it was paid in time, and for at least the minimum when it was."""
    if purchase.paid_at is None or purchase.placed_at < referral.claimed_at:
        return False
    in_time = referral.expires_at is None or purchase.paid_at < referral.expires_at
    return in_time and purchase.paid_cents >= referral.terms["min_order_cents"]


def standing(referral: Referral, purchase: Purchase | None, *, at: datetime) -> Standing:
    """The state and why. A person's decision outweighs the signals; `purchase` is the one that counts, if any."""
    if referral.decision == Decision.BLOCKED:
        return Standing(ReferralState.BLOCKED, "by_hand")
    signals = [*referral.claim_signals, *referral.order_signals]
    if referral.decision != Decision.ALLOWED and total(signals) >= referral.terms["blocking_score"]:
        return Standing(ReferralState.BLOCKED, strongest(signals))
    if purchase is None:
        return _unbought(referral, at)
    if purchase.left_cents < max(1, referral.terms["min_order_cents"]):
        return Standing(ReferralState.CANCELLED, "")
    return Standing(ReferralState.COMPLETED, "")


def _unbought(referral: Referral, at: datetime) -> Standing:
    if referral.expires_at and referral.expires_at <= at:
        return Standing(ReferralState.CANCELLED, "too_late")
    return Standing(ReferralState.PENDING, "")
