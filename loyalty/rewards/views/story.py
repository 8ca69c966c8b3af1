"""A coupon's story, newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from loyalty.rewards.models import Coupon, CouponMove, CouponState, Fulfillment, Why

ICONS = {
    CouponState.ISSUED: "undo-2",
    CouponState.USED: "circle-check",
    CouponState.EXPIRED: "calendar-x",
    CouponState.CANCELLED: "circle-x",
}
TONES = {CouponState.USED: "good", CouponState.CANCELLED: "bad"}


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the story."""

    title: StrOrPromise
    icon: str
    tone: str
    at: datetime
    who: str
    said: StrOrPromise


def story_of(coupon: Coupon) -> list[Moment]:
    """From its issue to now, newest first."""
    moves = coupon.moves.select_related("actor").order_by("-pk")
    return [*map(_moment, moves), _issue(coupon)]


def _moment(move: CouponMove) -> Moment:
    state = CouponState(move.state)
    title = _("Can be used again") if state == CouponState.ISSUED else state.label
    said = _("Order %(name)s") % {"name": move.order_external_id} if move.order_external_id else ""
    why = Why(move.why).label
    return Moment(
        title,
        ICONS[state],
        TONES.get(state, ""),
        move.at,
        str(move.actor or ""),
        f"{why} · {said}" if said else why,
    )


def _issue(coupon: Coupon) -> Moment:
    is_pending = coupon.fulfillment == Fulfillment.PENDING
    title = _("Asked of the shop system") if is_pending else _("Issued")
    return Moment(title, "ticket", "accent", coupon.issued_at, "", coupon.get_cause_display())
