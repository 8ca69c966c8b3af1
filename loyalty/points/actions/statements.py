"""The statements that batches and lots are written with."""

# The order by id: of two batches over the same accounts one waits for the other. Without it they deadlock.
LOCK = """
SELECT count(*), coalesce(bool_or(has_lots), false) OR EXISTS (
    SELECT FROM merchants_program WHERE merchant_id = %(merchant_id)s::bigint AND expiry_mode <> 'none'
)
FROM (
    SELECT account.has_lots FROM (
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
_WRITE = """
WITH given AS (
    SELECT %(merchant_id)s::bigint AS merchant_id, g.* FROM unnest(
        %(customer_ids)s::bigint[], %(keys)s::text[], %(kinds)s::text[],
        %(points)s::bigint[], %(pending)s::bigint[], %(lapsed)s::bigint[], %(descriptions)s::text[],
        %(internal_notes)s::text[], %(sources)s::text[], %(source_ids)s::bigint[], %(actor_ids)s::bigint[],
        %(occurred_at)s::timestamptz[])
        WITH ORDINALITY AS g (customer_id, key, kind, points, pending, lapsed, description, internal_note, source,
            source_id, actor_id, occurred_at, n)
    OFFSET 0
), entry AS (
    INSERT INTO points_pointstransaction (merchant_id, customer_id, key, kind, points, pending, lapsed,
        balance_after, description, internal_note, source, source_id, actor_id, occurred_at)
    SELECT account.merchant_id, account.customer_id, key, kind, points, given.pending, lapsed,
        account.balance + sum(points) OVER (PARTITION BY account.customer_id ORDER BY n),
        description, internal_note, source, source_id, actor_id, occurred_at
    FROM given JOIN points_pointsaccount account USING (merchant_id, customer_id)
    WHERE NOT EXISTS (
        SELECT FROM points_pointstransaction earlier
        WHERE earlier.merchant_id = given.merchant_id AND earlier.customer_id = given.customer_id
            AND earlier.key = given.key
    )
    ORDER BY n
    RETURNING id, merchant_id, customer_id, key, points, pending, lapsed, kind, occurred_at
), sums AS (
    SELECT merchant_id, customer_id, count(*) AS entries, sum(points) AS points, sum(pending) AS pending,
        coalesce(sum(points + lapsed) FILTER (WHERE kind = ANY (%(earning)s::text[])), 0) AS lifetime,
        max(occurred_at) FILTER (WHERE kind = ANY (%(activity)s::text[]) AND points <> 0) AS active_at,
        min(occurred_at) FILTER (WHERE points > 0) AS given_at
    FROM entry GROUP BY merchant_id, customer_id
), moved AS (
    UPDATE points_pointsaccount account
    SET balance = account.balance + sums.points, pending = account.pending + sums.pending,
        lifetime = account.lifetime + sums.lifetime, updated_at = statement_timestamp(),
        idle_since = coalesce(greatest(account.idle_since, sums.active_at), sums.given_at)
    FROM sums
    WHERE account.merchant_id = sums.merchant_id AND account.customer_id = sums.customer_id
)
"""
POST_MANY = f"{_WRITE} SELECT coalesce(sum(entries), 0)::bigint FROM sums"
# The same, for whoever has to know the entries.
POST_AND_NAME = f"{_WRITE} SELECT customer_id, key, id, (SELECT count(*) FROM sums) FROM entry"

CONTRADICTED = """
SELECT count(*)
FROM unnest(%(customer_ids)s::bigint[], %(keys)s::text[], %(kinds)s::text[], %(points)s::bigint[],
    %(pending)s::bigint[]) AS given (customer_id, key, kind, points, pending)
JOIN points_pointstransaction entry USING (customer_id, key)
WHERE entry.merchant_id = %(merchant_id)s::bigint
    AND (entry.kind, entry.points + entry.lapsed, entry.pending) <> (given.kind, given.points, given.pending)
"""

# What the planner knows of a new merchant is nothing: OFFSET 0 hides that it is one constant.
_ASKED = """
(SELECT %(merchant_id)s::bigint AS merchant_id, id FROM unnest(%(customer_ids)s::bigint[]) AS id OFFSET 0) AS asked
"""
TERMS = """
SELECT program.expiry_mode, program.expiry_months, program.expiry_days, program.expiry_enabled_on,
    merchant.timezone, merchant.language
FROM merchants_program program JOIN merchants_merchant merchant ON merchant.id = program.merchant_id
WHERE program.merchant_id = %(merchant_id)s::bigint
"""
ACCOUNTS = f"""
SELECT account.customer_id, account.balance, account.idle_since, (
    SELECT entry.id FROM points_pointstransaction entry
    WHERE entry.merchant_id = account.merchant_id AND entry.customer_id = account.customer_id
    ORDER BY entry.id DESC LIMIT 1
)
FROM {_ASKED}
JOIN points_pointsaccount account ON account.merchant_id = asked.merchant_id AND account.customer_id = asked.id
"""
# Open ones, those that a credit of the same source made, those of the entry to be undone, and those it drew on.
LOTS = f"""
SELECT lot.customer_id, lot.id, lot.entry_id, lot.source, lot.source_id, lot.last_valid_on, lot.points,
    lot.remaining, lot.expired, lot.lapsed
FROM {_ASKED}
JOIN points_pointslot lot
    ON lot.merchant_id = asked.merchant_id AND lot.customer_id = asked.id AND lot.remaining > 0
UNION
SELECT lot.customer_id, lot.id, lot.entry_id, lot.source, lot.source_id, lot.last_valid_on, lot.points,
    lot.remaining, lot.expired, lot.lapsed
FROM (
    SELECT %(merchant_id)s::bigint AS merchant_id, named.* FROM unnest(
        %(owner_ids)s::bigint[], %(sources)s::text[], %(source_ids)s::bigint[]
    ) AS named (customer_id, source, source_id) OFFSET 0
) AS named
JOIN points_pointslot lot USING (merchant_id, customer_id, source, source_id)
UNION
SELECT lot.customer_id, lot.id, lot.entry_id, lot.source, lot.source_id, lot.last_valid_on, lot.points,
    lot.remaining, lot.expired, lot.lapsed
FROM (
    SELECT %(merchant_id)s::bigint AS merchant_id, entry_id
    FROM unnest(%(undone_ids)s::bigint[]) AS entry_id OFFSET 0
) AS undone
JOIN points_pointslot lot ON lot.merchant_id = undone.merchant_id AND (
    lot.entry_id = undone.entry_id OR lot.id IN (
        SELECT used.lot_id FROM points_pointslotuse used
        WHERE used.merchant_id = undone.merchant_id AND used.entry_id = undone.entry_id
    )
)
"""
USES = """
SELECT used.entry_id, used.lot_id, used.points, used.lapsed
FROM (
    SELECT %(merchant_id)s::bigint AS merchant_id, entry_id
    FROM unnest(%(undone_ids)s::bigint[]) AS entry_id OFFSET 0
) AS undone
JOIN points_pointslotuse used USING (merchant_id, entry_id)
"""
MAKE_LOTS = """
INSERT INTO points_pointslot (merchant_id, customer_id, entry_id, source, source_id, last_valid_on, points, remaining)
SELECT %(merchant_id)s::bigint, given.*, given.points FROM unnest(
    %(customer_ids)s::bigint[], %(entry_ids)s::bigint[], %(sources)s::text[], %(source_ids)s::bigint[],
    %(last_days)s::date[], %(points)s::bigint[]
) AS given (customer_id, entry_id, source, source_id, last_valid_on, points)
RETURNING entry_id, id
"""
# Differences, not sums: a lot that is overdrawn is refused by its constraint.
USE_LOTS = """
WITH used AS (
    INSERT INTO points_pointslotuse (merchant_id, lot_id, entry_id, points, lapsed)
    SELECT %(merchant_id)s::bigint, given.lot_id, given.entry_id, given.points, given.lapsed
    FROM unnest(
        %(lot_ids)s::bigint[], %(entry_ids)s::bigint[], %(points)s::bigint[], %(lapsed)s::bigint[],
        %(expired)s::bigint[]
    ) AS given (lot_id, entry_id, points, lapsed, expired)
), moved AS (
    UPDATE points_pointslot lot
    SET remaining = lot.remaining - taken.points, expired = lot.expired + taken.expired,
        lapsed = lot.lapsed + taken.lapsed
    FROM (
        SELECT %(merchant_id)s::bigint AS merchant_id, lot_id, sum(points) AS points, sum(lapsed) AS lapsed,
            sum(expired) AS expired
        FROM unnest(
            %(lot_ids)s::bigint[], %(points)s::bigint[], %(lapsed)s::bigint[], %(expired)s::bigint[]
        ) AS given (lot_id, points, lapsed, expired)
        GROUP BY lot_id OFFSET 0
    ) AS taken
    WHERE lot.merchant_id = taken.merchant_id AND lot.id = taken.lot_id
), accounts AS (
    UPDATE points_pointsaccount account
    SET has_lots = account.has_lots OR given.has_lots, lots_until = given.lots_until, idle_since = given.idle_since
    FROM (
        SELECT %(merchant_id)s::bigint AS merchant_id, said.* FROM unnest(
            %(customer_ids)s::bigint[], %(has_lots)s::boolean[], %(lots_until)s::date[],
            %(idle_since)s::timestamptz[]
        ) AS said (customer_id, has_lots, lots_until, idle_since) OFFSET 0
    ) AS given
    WHERE account.merchant_id = given.merchant_id AND account.customer_id = given.customer_id
)
SELECT 1
"""
