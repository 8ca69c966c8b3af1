"""Moving coupons from one state to another, any number at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused
from loyalty.rewards.models import MOVES, Coupon, CouponState, Why


class CouponUsed(Refused):
    code = "coupon_used"
    message = _("This coupon has been used.")


class CouponExpired(Refused):
    code = "coupon_expired"
    message = _("This coupon has expired.")


class CouponCancelled(Refused):
    code = "coupon_cancelled"
    message = _("This coupon was cancelled.")


REFUSALS: dict[str, type[Refused]] = {
    CouponState.USED: CouponUsed,
    CouponState.EXPIRED: CouponExpired,
    CouponState.CANCELLED: CouponCancelled,
}


class Moved(NamedTuple):
    """A coupon that moved, whose it is, and what it took."""

    coupon_id: int
    customer_id: int
    points: int
    entry_id: int | None
    name: str


def refuse_move(coupon: Coupon, to: CouponState) -> None:
    """Refuses, with a code for each state, a move that `MOVES` does not allow."""
    if to not in MOVES[coupon.state]:
        raise REFUSALS[coupon.state]


# Locked in id order: of two that move the same coupons one waits for the other, and finds them moved.
# `told_at` is when it happened: a coupon expires at its last midnight, however late the clock comes.
_MOVE = """
WITH locked AS MATERIALIZED (
    SELECT id, order_external_id FROM rewards_coupon
    WHERE merchant_id = %(merchant_id)s AND id = ANY (%(ids)s) AND state = ANY (%(states)s)
    ORDER BY id FOR NO KEY UPDATE
), moved AS (
    UPDATE rewards_coupon coupon
    SET state = %(state)s, updated_at = %(at)s, used_at = NULL, order_source = '', order_external_id = '',
        fulfillment = CASE WHEN fulfillment = 'pending' AND %(why)s = 'not_confirmed' THEN 'failed'
            ELSE fulfillment END
    FROM locked
    WHERE coupon.merchant_id = %(merchant_id)s AND coupon.id = locked.id
    RETURNING coupon.*, locked.order_external_id AS left_order
), told AS (
    INSERT INTO rewards_couponmove (merchant_id, coupon_id, state, why, order_external_id, actor_id, at)
    SELECT merchant_id, id, state, %(why)s, left_order, %(actor_id)s,
        CASE WHEN %(why)s = 'last_day' THEN expires_at ELSE %(at)s END
    FROM moved ORDER BY id
)
SELECT id, customer_id, points, entry_id, name FROM moved ORDER BY id
"""


def move_coupons(
    coupon_ids: Sequence[int],
    *,
    to: CouponState,
    why: Why,
    merchant_id: int,
    at: datetime,
    actor_id: int | None = None,
) -> list[Moved]:
    """Those of the coupons that may move there and did, in the order of their ids. One statement."""
    if not coupon_ids:
        return []
    values: dict[str, Any] = {
        "merchant_id": merchant_id,
        "ids": list(coupon_ids),
        "states": [state for state, targets in MOVES.items() if to in targets],
        "state": to.value,
        "why": why.value,
        "actor_id": actor_id,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, values)
        return [Moved(*row) for row in cursor.fetchall()]
