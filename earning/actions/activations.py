"""Pending points become available: at the midnight that ends an order's holding period (S9)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from loyalty.database.arrays import array_of
from loyalty.points.actions import Posting, post_many
from loyalty.points.models import Kind

BATCH = 5000


class _Due(NamedTuple):
    """An award that became available: `points` is all it stands at, `step` the number of its newest entry."""

    available_at: datetime
    award_id: int
    customer_id: int
    points: int
    step: int
    name: str


def activate_awards(
    *,
    merchant_id: int,
    at: datetime,
    size: int = BATCH,
    customer_ids: Sequence[int] | None = None,
    but_for_orders: Sequence[int] = (),
) -> list[int]:
    """Makes available what was pending until `at` or earlier, the oldest first; of these customers, or of all.

    The customer of each award comes back, also where nothing was left of it. The entries are dated at their
    midnights, however late this runs. An order that is being changed just now is passed over.
    """
    with connection.cursor() as cursor:
        customers = None if customer_ids is None else array_of(customer_ids)
        cursor.execute(_ACTIVATE, [merchant_id, at, customers, customers, array_of(but_for_orders), size])
        due = sorted(_Due(*row) for row in cursor.fetchall())
    text = _("Order %(name)s")
    post_many([_posting(award, text) for award in due if award.points], merchant_id=merchant_id)
    return [award.customer_id for award in due]


def _posting(award: _Due, text: str) -> Posting:
    return Posting(
        customer_id=award.customer_id,
        key=f"award-{award.award_id}-{award.step}",
        kind=Kind.EARN_ORDER,
        points=award.points,
        pending=-award.points,
        description=text % {"name": award.name},
        source="award",
        source_id=award.award_id,
        occurred_at=award.available_at,
    )


# The order is locked, as settling does: what an award stands at must not change between reading and posting.
# OFFSET 0 hides from the planner that the merchant is a constant, of whom it may know nothing yet.
_ACTIVATE = """
WITH due AS (
    SELECT award.merchant_id, award.id, award.available_at, coalesce(nullif(o.number, ''), o.external_id) AS name
    FROM (SELECT %s::bigint AS merchant_id, %s::timestamptz AS at OFFSET 0) AS asked
    JOIN earning_award award ON award.merchant_id = asked.merchant_id AND award.available_at <= asked.at
    JOIN orders_order o ON o.merchant_id = award.merchant_id AND o.id = award.order_id
    WHERE (%s::bigint[] IS NULL OR award.customer_id = ANY (%s::bigint[]))
        AND award.order_id <> ALL (%s::bigint[])
    ORDER BY award.available_at, award.id
    LIMIT %s
    FOR NO KEY UPDATE OF o SKIP LOCKED
)
UPDATE earning_award a SET available_at = NULL, step = a.step + (a.points > 0)::integer
FROM due
WHERE a.merchant_id = due.merchant_id AND a.id = due.id AND a.available_at IS NOT NULL
RETURNING due.available_at, a.id, a.customer_id, a.points, a.step, due.name
"""
