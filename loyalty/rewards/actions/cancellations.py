"""Cancelling coupons, with the points back to where they came from."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from loyalty.points.actions import Posting, post_many
from loyalty.points.models import LONGEST_DESCRIPTION, Kind
from loyalty.rewards.actions.moves import REFUSALS, Moved, move_coupons
from loyalty.rewards.models import Coupon, CouponState, Why


class Cancelled(NamedTuple):
    """What was cancelled, whose they were, and how many points came back."""

    coupon_ids: list[int]
    customer_ids: list[int]
    points: int


@transaction.atomic
def cancel_coupon(coupon: Coupon, *, at: datetime, actor_id: int | None = None) -> Cancelled:
    """The coupon counts no longer, and its points are back. Refuses one that is used, expired or cancelled."""
    cancelled = cancel_coupons([coupon.pk], merchant_id=coupon.merchant_id, at=at, actor_id=actor_id)
    coupon.refresh_from_db()
    if not cancelled.coupon_ids:
        raise REFUSALS[coupon.state]
    return cancelled


@transaction.atomic(savepoint=False)
def cancel_coupons(
    coupon_ids: Sequence[int],
    *,
    merchant_id: int,
    at: datetime,
    actor_id: int | None = None,
    why: Why = Why.CANCELLED,
) -> Cancelled:
    """The same for any number, in few statements; those that are used, expired or cancelled stay as they are.

    Cancelled as `REVOKED` they give no points back.
    """
    moved = move_coupons(
        coupon_ids, to=CouponState.CANCELLED, why=why, merchant_id=merchant_id, at=at, actor_id=actor_id
    )
    paid = [coupon for coupon in moved if coupon.entry_id is not None and why != Why.REVOKED]
    post_many(list(_returned(paid, at=at, actor_id=actor_id)), merchant_id=merchant_id)
    return Cancelled(
        [coupon.coupon_id for coupon in moved],
        sorted({coupon.customer_id for coupon in moved}),
        sum(coupon.points for coupon in paid),
    )


def _returned(coupons: Iterable[Moved], *, at: datetime, actor_id: int | None) -> Iterable[Posting]:
    """To whom the coupon belongs now, out of the entry that took the points: they go back to the lots of that."""
    for coupon in coupons:
        yield Posting(
            customer_id=coupon.customer_id,
            key=f"cancel-coupon-{coupon.coupon_id}",
            kind=Kind.REDEEM_CANCEL,
            points=coupon.points,
            description=(_("Cancelled: %(reward)s") % {"reward": coupon.name})[:LONGEST_DESCRIPTION],
            source="reversal",
            source_id=coupon.entry_id,
            actor_id=actor_id,
            occurred_at=at,
        )
