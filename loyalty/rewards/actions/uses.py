"""Using coupons: by hand, or by the orders that carry them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from loyalty.database.arrays import arrays_of
from loyalty.errors import Refused
from loyalty.orders.models import Order, OrderState
from loyalty.rewards.actions.moves import CouponExpired, move_coupons, refuse_move
from loyalty.rewards.models import Coupon, CouponMove, CouponState, Fulfillment, Why
from loyalty.rewards.queries import hold_free_coupons


class CouponPending(Refused):
    code = "coupon_pending"
    message = _("The shop system has not confirmed this coupon yet.")


class OrderName(NamedTuple):
    """How the shop system names an order."""

    source: str
    external_id: str


class Claim(NamedTuple):
    """An order that carries a code."""

    source: str
    external_id: str
    code: str


@transaction.atomic
def use_coupon(
    coupon: Coupon, *, at: datetime, order: OrderName | None = None, actor_id: int | None = None
) -> bool:
    """The coupon is used since `at`; whether that is new. An order that was cancelled meanwhile gives it back.

    Twice for one order is once. Refuses one that is cancelled, that waits for the shop, whose last day was over, and
    one that was used otherwise.
    """
    # The order before the coupon, as orders do: one that is being cancelled must see this coupon, or be seen.
    known = _lock_order(order) if order else None
    locked = Coupon.objects.select_for_update(no_key=True).get(pk=coupon.pk)
    if order and _is_used_for(locked, order):
        return False
    refuse_move(locked, CouponState.USED)
    if locked.fulfillment == Fulfillment.PENDING:
        raise CouponPending
    if locked.expires_at and at >= locked.expires_at:
        raise CouponExpired
    _use(locked, at=at, order=order, actor_id=actor_id)
    if known and (known.state == OrderState.CANCELLED or known.is_withdrawn):
        release_coupons([known.pk], merchant_id=coupon.merchant_id, at=at)
    coupon.refresh_from_db()
    return True


def _lock_order(order: OrderName) -> Order | None:
    orders = Order.objects.select_for_update(no_key=True)
    return orders.filter(source=order.source, external_id=order.external_id).first()


def _is_used_for(coupon: Coupon, order: OrderName) -> bool:
    return coupon.state == CouponState.USED and order == (coupon.order_source, coupon.order_external_id)


def _use(coupon: Coupon, *, at: datetime, order: OrderName | None, actor_id: int | None) -> None:
    coupon.state = CouponState.USED
    coupon.used_at = coupon.updated_at = at
    coupon.order_source, coupon.order_external_id = order or ("", "")
    coupon.save(update_fields=["state", "used_at", "updated_at", "order_source", "order_external_id"])
    CouponMove.objects.create(
        merchant_id=coupon.merchant_id,
        coupon=coupon,
        state=CouponState.USED,
        why=Why.ORDER if order else Why.HAND,
        order_external_id=coupon.order_external_id,
        actor_id=actor_id,
        at=at,
    )


# A code that two orders carry stays with the one that had it; of two that come together the earlier has it.
_CLAIM = """
WITH claim AS (
    SELECT DISTINCT ON (coupon.id) coupon.id, o.source, o.external_id,
        coalesce(o.placed_at, %(at)s) AS placed_at
    FROM unnest(%(sources)s::text[], %(external_ids)s::text[], %(codes)s::text[]) AS said (source, external_id, code)
    JOIN orders_order o ON o.merchant_id = %(merchant_id)s AND o.source = said.source
        AND o.external_id = said.external_id AND o.state <> 'cancelled' AND NOT o.is_withdrawn
    JOIN rewards_coupon coupon ON coupon.merchant_id = %(merchant_id)s AND coupon.code = said.code
        AND coupon.state IN ('issued', 'expired')
        AND (coupon.expires_at IS NULL OR coalesce(o.placed_at, %(at)s) < coupon.expires_at)
    ORDER BY coupon.id, o.placed_at, o.id
), locked AS MATERIALIZED (
    SELECT coupon.id FROM rewards_coupon coupon JOIN claim ON claim.id = coupon.id
    WHERE coupon.merchant_id = %(merchant_id)s AND coupon.state IN ('issued', 'expired')
    ORDER BY coupon.id FOR NO KEY UPDATE OF coupon
), used AS (
    UPDATE rewards_coupon coupon
    SET state = 'used', used_at = claim.placed_at, updated_at = %(at)s, order_source = claim.source,
        order_external_id = claim.external_id
    FROM claim JOIN locked ON locked.id = claim.id
    WHERE coupon.merchant_id = %(merchant_id)s AND coupon.id = claim.id
    RETURNING coupon.*
), told AS (
    INSERT INTO rewards_couponmove (merchant_id, coupon_id, state, why, order_external_id, at)
    SELECT merchant_id, id, state, 'order', order_external_id, used_at FROM used ORDER BY id
)
SELECT id FROM used ORDER BY id
"""


def claim_coupons(claims: Iterable[Claim], *, merchant_id: int, at: datetime) -> list[int]:
    """The coupons that these orders, locked, now use; codes that are unknown, over or taken stay as they are."""
    sources, external_ids, codes = arrays_of(claims)
    values = {"sources": sources, "external_ids": external_ids, "codes": codes}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {**values, "merchant_id": merchant_id, "at": at})
        return [coupon_id for (coupon_id,) in cursor.fetchall()]


_USED_BY = """
SELECT coupon.id, coupon.expires_at <= %(at)s
FROM orders_order o
JOIN rewards_coupon coupon ON coupon.merchant_id = o.merchant_id AND coupon.order_source = o.source
    AND coupon.order_external_id = o.external_id AND coupon.state = 'used'
WHERE o.merchant_id = %(merchant_id)s AND o.id = ANY (%(order_ids)s)
"""


def release_coupons(order_ids: Sequence[int], *, merchant_id: int, at: datetime) -> list[int]:
    """The coupons that these orders, cancelled, used: they are issued again, or expired if past their day.

    Raises `HeldByAnother` where somebody holds one: other coupons may be locked here already.
    """
    with connection.cursor() as cursor:
        cursor.execute(_USED_BY, {"merchant_id": merchant_id, "order_ids": list(order_ids), "at": at})
        found = cursor.fetchall()
    hold_free_coupons([coupon_id for coupon_id, _was_over in found], merchant_id=merchant_id)
    moved = []
    for state, is_over in ((CouponState.ISSUED, False), (CouponState.EXPIRED, True)):
        coupon_ids = [coupon_id for coupon_id, was_over in found if bool(was_over) is is_over]
        moved += move_coupons(coupon_ids, to=state, why=Why.ORDER_CANCELLED, merchant_id=merchant_id, at=at)
    return sorted(coupon.coupon_id for coupon in moved)
