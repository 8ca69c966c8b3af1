"""The statements that write where customers stand, and the one that says where they would."""

# Goes on from `standing`. Moves are dated when what caused them happened, but never before the last one.
_DUE = """, why AS (
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
), moving AS (
    SELECT * FROM due WHERE tier_id IS DISTINCT FROM old_id
)"""

# Who enters several tiers at once passes each of them. What a tier gives comes once in a qualification period: ever,
# in the year of the move, or in as many days as the programme looks back.
_PASSED = """, passed AS (
    SELECT moving.merchant_id, moving.customer_id, moving.at, (%(refs)s::bigint[])[place] AS tier_id,
        (%(points)s::bigint[])[place] AS points, day.on_day, place, CASE %(period)s
            WHEN 'lifetime' THEN 'ever' WHEN 'calendar_year' THEN to_char(day.on_day, 'YYYY') ELSE day.on_day::text
        END AS period
    FROM moving
    CROSS JOIN LATERAL (SELECT (moving.at AT TIME ZONE %(zone)s)::date AS on_day) AS day
    CROSS JOIN LATERAL generate_series(moving.old_rank + 1, moving.rank) AS place
    WHERE (%(giving)s::boolean[])[place]
), entering AS (
    SELECT * FROM passed WHERE NOT EXISTS (
        SELECT FROM vip_tierentry earlier
        WHERE earlier.merchant_id = passed.merchant_id AND earlier.customer_id = passed.customer_id
            AND earlier.tier_id = passed.tier_id AND (
                earlier.period = passed.period
                OR (%(period)s = 'rolling_days' AND earlier.entered_on > passed.on_day - %(looks_back)s)
            )
    )
)"""

# Nothing is written about customers whose tier and its end stay as they are.
REVIEW = (
    _DUE
    + """, written AS (
    INSERT INTO vip_customertier AS held (merchant_id, customer_id, tier_id, since, until, floor_reason)
    SELECT merchant_id, customer_id, tier_id, at, until, '' FROM due
    WHERE tier_id IS DISTINCT FROM old_id OR (NOT is_new AND until IS DISTINCT FROM old_until)
    ON CONFLICT (customer_id) DO UPDATE
    SET tier_id = excluded.tier_id, until = excluded.until,
        since = CASE WHEN held.tier_id IS DISTINCT FROM excluded.tier_id THEN excluded.since ELSE held.since END
), moved AS (
    INSERT INTO vip_tiermove (merchant_id, customer_id, from_tier_id, to_tier_id, is_up, cause, order_id, reason,
        actor_id, version, moved_at)
    SELECT merchant_id, customer_id, old_id, tier_id, rank > old_rank, %(cause)s, order_id, %(reason)s,
        %(actor)s::bigint, %(version)s, at
    FROM moving
    ORDER BY customer_id
    RETURNING customer_id, moved_at
)"""
    + _PASSED
    + """, entered AS (
    INSERT INTO vip_tierentry (merchant_id, customer_id, tier_id, period, entered_on, points, is_given, entered_at)
    SELECT merchant_id, customer_id, tier_id, period, on_day, points, %(gives)s, at FROM entering
    ORDER BY customer_id, place
    ON CONFLICT DO NOTHING
    RETURNING id, customer_id, tier_id, entered_at
)
SELECT customer_id, NULL::bigint AS entry_id, NULL::bigint, moved_at FROM moved
UNION ALL
SELECT customer_id, id, tier_id, entered_at FROM entered
ORDER BY entry_id
"""
)

PREVIEW = (
    _DUE
    + _PASSED
    + """
SELECT true, old_id, tier_id, count(*), (array_agg(customer_id ORDER BY customer_id))[:%(sample)s]
FROM moving GROUP BY old_id, tier_id
UNION ALL
SELECT false, NULL, tier_id, count(*), NULL FROM entering GROUP BY tier_id
"""
)
