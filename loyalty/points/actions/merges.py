"""Two customers who are one: what one has goes to the other, lot by lot (S31)."""

from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from loyalty.points.actions.expiry import expire_for
from loyalty.points.models import LONGEST_DESCRIPTION, Kind, PointsAccount


class Moved(NamedTuple):
    """What changed hands: what could be spent (below zero: a debt), what was held back, what counts as earned."""

    points: int
    pending: int
    lifetime: int


@transaction.atomic
def merge_accounts(
    from_id: int,
    *,
    into_id: int,
    merchant_id: int,
    texts: tuple[str, str],
    at: datetime,
    actor_id: int | None = None,
) -> Moved:
    """Balance, pending and lifetime points of one customer go to another, by an entry for each of the two.

    Lots keep their last valid days; of what would have expired by now nothing goes. A debt of either is filled from
    what expires first. `texts` is what stands beside the entry of whom it is taken from, and of who gets it.
    """
    expire_for(sorted([from_id, into_id]), merchant_id=merchant_id, at=at)
    accounts = PointsAccount.objects.in_bulk([from_id, into_id])
    gone = accounts[from_id]
    moved = Moved(gone.balance, gone.pending, gone.lifetime)
    debt = max(0, -gone.balance) + max(0, -accounts[into_id].balance)
    values: dict[str, int | str | datetime | None] = {
        "merchant_id": merchant_id,
        "from_id": from_id,
        "into_id": into_id,
        "key": f"merge-{from_id}-{into_id}",
        "kind": Kind.MERGE.value,
        "actor_id": actor_id,
        "at": at,
        "from_text": texts[0][:LONGEST_DESCRIPTION],
        "into_text": texts[1][:LONGEST_DESCRIPTION],
        "debt": debt,
    }
    with connection.cursor() as cursor:
        for statement in (_ENTRIES, _LOTS, _FILL_DEBT, _SUMS):
            cursor.execute(statement, values)
    return moved


# `lapsed` is what counts as earned beside the points that move, so that lifetime points go along whole.
_ENTRIES = """
INSERT INTO points_pointstransaction (
    merchant_id, customer_id, key, kind, points, pending, lapsed, balance_after, description, internal_note,
    source, source_id, actor_id, occurred_at
)
SELECT account.merchant_id, side.customer_id, %(key)s, %(kind)s, side.sign * gone.balance, side.sign * gone.pending,
    side.sign * (gone.lifetime - gone.balance), account.balance + side.sign * gone.balance, side.description, '',
    'merge', side.other_id, %(actor_id)s, %(at)s
FROM (VALUES
    (%(from_id)s::bigint, %(into_id)s::bigint, -1, %(from_text)s::text),
    (%(into_id)s::bigint, %(from_id)s::bigint, 1, %(into_text)s::text)
) AS side (customer_id, other_id, sign, description)
JOIN points_pointsaccount account ON account.merchant_id = %(merchant_id)s AND account.customer_id = side.customer_id
JOIN points_pointsaccount gone ON gone.merchant_id = %(merchant_id)s AND gone.customer_id = %(from_id)s
WHERE (gone.balance, gone.pending, gone.lifetime) <> (0, 0, 0)
ORDER BY side.sign
"""
_LOTS = """
UPDATE points_pointslot SET customer_id = %(into_id)s
WHERE merchant_id = %(merchant_id)s AND customer_id = %(from_id)s
"""
# What expires first fills it, what never does comes last, as when points are spent.
_FILL_DEBT = """
WITH queued AS (
    SELECT id, remaining, sum(remaining) OVER (ORDER BY last_valid_on NULLS LAST, id) - remaining AS before
    FROM points_pointslot
    WHERE merchant_id = %(merchant_id)s AND customer_id = %(into_id)s AND remaining > 0 AND %(debt)s > 0
), drawn AS (
    SELECT id, least(remaining, %(debt)s - before) AS points FROM queued WHERE before < %(debt)s
), used AS (
    INSERT INTO points_pointslotuse (merchant_id, lot_id, entry_id, points, lapsed)
    SELECT entry.merchant_id, drawn.id, entry.id, drawn.points, 0
    FROM drawn CROSS JOIN points_pointstransaction entry
    WHERE entry.merchant_id = %(merchant_id)s AND entry.customer_id = %(into_id)s AND entry.key = %(key)s
)
UPDATE points_pointslot lot SET remaining = lot.remaining - drawn.points
FROM drawn WHERE lot.merchant_id = %(merchant_id)s AND lot.id = drawn.id
"""
_SUMS = """
WITH gone AS (
    SELECT * FROM points_pointsaccount WHERE merchant_id = %(merchant_id)s AND customer_id = %(from_id)s
), moved AS (
    UPDATE points_pointsaccount account SET
        balance = account.balance + gone.balance, pending = account.pending + gone.pending,
        lifetime = account.lifetime + gone.lifetime, has_lots = account.has_lots OR gone.has_lots,
        idle_since = greatest(account.idle_since, gone.idle_since), updated_at = statement_timestamp(),
        lots_until = (
            SELECT min(last_valid_on) FROM points_pointslot
            WHERE merchant_id = %(merchant_id)s AND customer_id = %(into_id)s AND remaining > 0
        )
    FROM gone WHERE account.merchant_id = gone.merchant_id AND account.customer_id = %(into_id)s
)
UPDATE points_pointsaccount SET
    balance = 0, pending = 0, lifetime = 0, has_lots = false, lots_until = NULL, updated_at = statement_timestamp()
WHERE merchant_id = %(merchant_id)s AND customer_id = %(from_id)s
"""
