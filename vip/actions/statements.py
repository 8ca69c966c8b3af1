"""The statements that write where customers stand."""

# OFFSET 0 hides from the planner that the merchant is a constant, of whom it may know nothing yet.
LOCK = """
SELECT (
    SELECT held.until FROM vip_customertier held
    WHERE held.merchant_id = account.merchant_id AND held.customer_id = account.customer_id
)
FROM (SELECT %s::bigint AS merchant_id, id FROM unnest(%s::bigint[]) AS id OFFSET 0) AS asked
JOIN points_pointsaccount account ON account.merchant_id = asked.merchant_id AND account.customer_id = asked.id
ORDER BY account.customer_id
FOR NO KEY UPDATE OF account
"""

# Goes on from `standing`. Nothing is written about customers whose tier and its end stay as they are. Who enters several
# tiers at once passes each of them; entries are unique per tier and qualification period, which is all of the lifetime,
# the year of the move, or as many days as the programme looks back.
REVIEW = """, why AS (
    SELECT * FROM unnest(%(customers)s::bigint[], %(moved_at)s::timestamptz[], %(order_ids)s::bigint[])
        AS said (customer_id, at, order_id)
), due AS (
    SELECT standing.merchant_id, standing.customer_id, standing.rank, held.tier_id AS old_id,
        (%(refs)s::bigint[])[standing.rank] AS tier_id,
        nullif(standing.until, 'infinity') AS until,
        coalesce(array_position(%(refs)s::bigint[], held.tier_id), 0) AS old_rank,
        greatest(why.at, held.since) AS at, why.order_id, held.until AS old_until,
        held.customer_id IS NULL AS is_new
    FROM standing JOIN why ON why.customer_id = standing.customer_id
    LEFT JOIN vip_customertier held
        ON held.merchant_id = standing.merchant_id AND held.customer_id = standing.customer_id
    WHERE standing.state <> 'disabled'
), changed AS (
    SELECT * FROM due
    WHERE tier_id IS DISTINCT FROM old_id OR (NOT is_new AND until IS DISTINCT FROM old_until)
), written AS (
    INSERT INTO vip_customertier AS held (merchant_id, customer_id, tier_id, since, until, floor_reason)
    SELECT merchant_id, customer_id, tier_id, at, until, '' FROM changed
    ON CONFLICT (customer_id) DO UPDATE
    SET tier_id = excluded.tier_id, until = excluded.until,
        since = CASE WHEN held.tier_id IS DISTINCT FROM excluded.tier_id THEN excluded.since ELSE held.since END
), moving AS (
    SELECT * FROM changed WHERE tier_id IS DISTINCT FROM old_id
), moved AS (
    INSERT INTO vip_tiermove (merchant_id, customer_id, from_tier_id, to_tier_id, is_up, cause, order_id, reason,
        actor_id, version, moved_at)
    SELECT merchant_id, customer_id, old_id, tier_id, rank > old_rank, %(cause)s, order_id, %(reason)s,
        %(actor)s::bigint, %(version)s, at
    FROM moving
    ORDER BY customer_id
    RETURNING customer_id, moved_at
), passed AS (
    SELECT moving.merchant_id, moving.customer_id, moving.at, (%(refs)s::bigint[])[place] AS tier_id,
        (%(points)s::bigint[])[place] AS points, (moving.at AT TIME ZONE %(zone)s)::date AS on_day, place
    FROM moving CROSS JOIN LATERAL generate_series(moving.old_rank + 1, moving.rank) AS place
    WHERE (%(giving)s::boolean[])[place]
), entered AS (
    INSERT INTO vip_tierentry (merchant_id, customer_id, tier_id, period, entered_on, points, is_given, entered_at)
    SELECT merchant_id, customer_id, tier_id, CASE %(period)s
        WHEN 'lifetime' THEN 'ever' WHEN 'calendar_year' THEN to_char(on_day, 'YYYY') ELSE on_day::text
    END, on_day, points, %(gives)s, at
    FROM passed
    WHERE %(period)s <> 'rolling_days' OR NOT EXISTS (
        SELECT FROM vip_tierentry earlier
        WHERE earlier.merchant_id = passed.merchant_id AND earlier.customer_id = passed.customer_id
            AND earlier.tier_id = passed.tier_id AND earlier.entered_on > passed.on_day - %(days)s
    )
    ORDER BY customer_id, place
    ON CONFLICT DO NOTHING
    RETURNING id, customer_id, tier_id, entered_at
)
SELECT customer_id, NULL::bigint, NULL::bigint, moved_at FROM moved
UNION ALL
SELECT customer_id, id, tier_id, entered_at FROM (SELECT * FROM entered ORDER BY id) AS first_to_last
"""
