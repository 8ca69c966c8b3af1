"""Posting many changes at once."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from loyalty.database.arrays import array_of
from loyalty.database.statements import execute_prepared
from loyalty.points.actions.accounts import open_accounts
from loyalty.points.actions.postings import KeyReused, Posting, post, refuse_invalid
from loyalty.points.models import EARNING

# Entries per statement: more gain nothing, and the arrays stay below a few megabytes.
CHUNK = 5000

# OFFSET 0, here and below, hides from the planner that the merchant is a constant: of one whom its statistics do
# not know yet it expects a single row, and would compare every account with every other.
# In id order: of two batches over the same accounts one waits for the other. Without the order they deadlock.
LOCK = """
SELECT count(*) FROM (
    SELECT FROM (
        SELECT %(merchant_id)s::bigint AS merchant_id, id FROM unnest(%(customer_ids)s::bigint[]) AS id OFFSET 0
    ) AS asked
    JOIN points_pointsaccount account
        ON account.merchant_id = asked.merchant_id AND account.customer_id = asked.id
    ORDER BY customer_id
    FOR NO KEY UPDATE OF account
) locked
"""

# A statement of its own, after the lock: it sees what was committed while we waited, so that it knows the
# balances and which keys are new. `n` is the place in the batch: one customer's entries stand in that order.
POST_MANY = """
WITH given AS (
    SELECT %(merchant_id)s::bigint AS merchant_id, g.* FROM unnest(
        %(customer_ids)s::bigint[], %(keys)s::text[], %(kinds)s::text[],
        %(points)s::bigint[], %(pending)s::bigint[], %(descriptions)s::text[], %(internal_notes)s::text[],
        %(sources)s::text[], %(source_ids)s::bigint[], %(actor_ids)s::bigint[],
        %(occurred_at)s::timestamptz[])
        WITH ORDINALITY AS g (customer_id, key, kind, points, pending, description, internal_note, source,
            source_id, actor_id, occurred_at, n)
    OFFSET 0
), entry AS (
    INSERT INTO points_pointstransaction (merchant_id, customer_id, key, kind, points, pending, balance_after,
        description, internal_note, source, source_id, actor_id, occurred_at)
    SELECT account.merchant_id, account.customer_id, key, kind, points, given.pending,
        account.balance + sum(points) OVER (PARTITION BY account.customer_id ORDER BY n),
        description, internal_note, source, source_id, actor_id, occurred_at
    FROM given JOIN points_pointsaccount account USING (merchant_id, customer_id)
    WHERE NOT EXISTS (
        SELECT FROM points_pointstransaction earlier
        WHERE earlier.merchant_id = given.merchant_id AND earlier.customer_id = given.customer_id
            AND earlier.key = given.key
    )
    ORDER BY n
    RETURNING merchant_id, customer_id, points, pending, kind
), sums AS (
    SELECT merchant_id, customer_id, count(*) AS entries, sum(points) AS points, sum(pending) AS pending,
        coalesce(sum(points) FILTER (WHERE kind = ANY (%(earning)s::text[])), 0) AS lifetime
    FROM entry GROUP BY merchant_id, customer_id
), moved AS (
    UPDATE points_pointsaccount account
    SET balance = account.balance + sums.points, pending = account.pending + sums.pending,
        lifetime = account.lifetime + sums.lifetime, updated_at = statement_timestamp()
    FROM sums
    WHERE account.merchant_id = sums.merchant_id AND account.customer_id = sums.customer_id
)
SELECT coalesce(sum(entries), 0)::bigint FROM sums
"""

_CONTRADICTED = """
SELECT count(*)
FROM unnest(%(customer_ids)s::bigint[], %(keys)s::text[], %(kinds)s::text[], %(points)s::bigint[],
    %(pending)s::bigint[]) AS given (customer_id, key, kind, points, pending)
JOIN points_pointstransaction entry USING (customer_id, key)
WHERE entry.merchant_id = %(merchant_id)s::bigint
    AND (entry.kind, entry.points, entry.pending) <> (given.kind, given.points, given.pending)
"""


def post_many(postings: Sequence[Posting], *, merchant_id: int) -> int:
    """Write entries for any number of customers, all or none; the number of those that were new comes back.

    The balance may go below zero. Refuses `InvalidPoints` and `KeyReused` like `post`. All accounts are
    locked first, in id order, until the transaction ends: so a transaction calls this once, with everything.
    """
    for posting in postings:
        refuse_invalid(posting)
    wanted = _once(postings)
    if len(wanted) < 2:
        return sum(post(posting, merchant_id=merchant_id, may_go_negative=True).is_new for posting in wanted)
    customer_ids = sorted({posting.customer_id for posting in wanted})
    with transaction.atomic(savepoint=False):
        _lock(customer_ids, merchant_id)
        return sum(_post_chunk(chunk, merchant_id) for chunk in _chunks(wanted))


def _lock(customer_ids: Sequence[int], merchant_id: int) -> None:
    """Lock these accounts in id order; where one is missing, open it and begin again."""
    values = {"merchant_id": str(merchant_id), "customer_ids": array_of(customer_ids)}
    if execute_prepared(LOCK, values) != [(len(customer_ids),)]:
        open_accounts(customer_ids, merchant_id=merchant_id)
        execute_prepared(LOCK, values)


def _once(postings: Sequence[Posting]) -> list[Posting]:
    """The postings without those that stand in the batch a second time."""
    wanted: dict[tuple[int, str], Posting] = {}
    for posting in postings:
        first = wanted.setdefault((posting.customer_id, posting.key), posting)
        if first is not posting and _content(first) != _content(posting):
            raise KeyReused
    return list(wanted.values())


def _content(posting: Posting) -> tuple[str, int, int]:
    return posting.kind, posting.points, posting.pending


def _chunks(postings: list[Posting]) -> Iterator[list[Posting]]:
    return (postings[start : start + CHUNK] for start in range(0, len(postings), CHUNK))


def _post_chunk(postings: list[Posting], merchant_id: int) -> int:
    values = _columns(postings) | {"merchant_id": str(merchant_id), "earning": sorted(EARNING)}
    ((new,),) = execute_prepared(POST_MANY, values)
    if new != len(postings) and execute_prepared(_CONTRADICTED, values) != [(0,)]:
        raise KeyReused
    return int(new)


def _columns(postings: list[Posting]) -> dict[str, Any]:
    return {
        "customer_ids": array_of(posting.customer_id for posting in postings),
        "keys": array_of(posting.key for posting in postings),
        "kinds": array_of(posting.kind for posting in postings),
        "points": array_of(posting.points for posting in postings),
        "pending": array_of(posting.pending for posting in postings),
        "descriptions": array_of(posting.description for posting in postings),
        "internal_notes": array_of(posting.internal_note for posting in postings),
        "sources": array_of(posting.source for posting in postings),
        "source_ids": array_of(posting.source_id for posting in postings),
        "actor_ids": array_of(posting.actor_id for posting in postings),
        "occurred_at": array_of(posting.occurred_at for posting in postings),
    }
