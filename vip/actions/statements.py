"""The statements that write where customers stand, and the one that says where they would."""

from loyalty.outbox.actions import TELL_OF_CUSTOMERS

# Goes on from `standing`. Moves are dated when what caused them happened, but never before the last one. Whoever
# holds a tier that was taken away stands where its milestone would be among those that are left.
_DUE = """, due AS (
    SELECT standing.merchant_id, standing.customer_id, standing.rank, standing.tier_id AS old_id,
        (%(refs)s::bigint[])[standing.rank] AS tier_id,
        nullif(standing.until, 'infinity') AS until,
        coalesce(
            array_position(%(refs)s::bigint[], standing.tier_id),
            (
                SELECT width_bucket(gone.milestone, %(milestones)s::bigint[])
                FROM vip_tier gone WHERE gone.id = standing.tier_id
            ),
            0
        ) AS old_rank,
        greatest(why.at, standing.since) AS at, why.order_id, standing.held_until AS old_until, standing.is_new
    FROM standing JOIN {why} ON {because}
    WHERE standing.state <> 'disabled'
), moving AS (
    SELECT * FROM due WHERE tier_id IS DISTINCT FROM old_id
)"""
_EACH_WHY = """unnest(%(customers)s::bigint[], %(moved_at)s::timestamptz[], %(order_ids)s::bigint[])
        AS why (customer_id, at, order_id)"""
_ONE_WHY = "(SELECT %(at)s::timestamptz AS at, NULL::bigint AS order_id) AS why"
_DUE_OF_EACH = _DUE.format(why=_EACH_WHY, because="why.customer_id = standing.customer_id")
_DUE_OF_ALL = _DUE.format(why=_ONE_WHY, because="true")

# Who enters several tiers at once passes each of them. What a tier gives comes once in a qualification period: ever,
# in the year of the move, or in as many days as the programme looks back.
_PASSED = """, passed AS (
    SELECT moving.merchant_id, moving.customer_id, moving.at, (%(refs)s::bigint[])[place] AS tier_id,
        (%(points)s::bigint[])[place] AS points, day.on_day, place, CASE %(period)s::text
            WHEN 'lifetime' THEN 'ever' WHEN 'calendar_year' THEN to_char(day.on_day, 'YYYY') ELSE day.on_day::text
        END AS period
    FROM moving
    CROSS JOIN LATERAL (SELECT (moving.at AT TIME ZONE %(zone)s)::date AS on_day) AS day
    CROSS JOIN LATERAL generate_series(moving.old_rank + 1, moving.rank) AS place
    WHERE true = ANY (%(giving)s::boolean[]) AND (%(giving)s::boolean[])[place]
), entering AS (
    SELECT * FROM passed WHERE NOT EXISTS (
        SELECT FROM vip_tierentry earlier
        WHERE earlier.merchant_id = passed.merchant_id AND earlier.customer_id = passed.customer_id
            AND earlier.tier_id = passed.tier_id AND (
                earlier.period = passed.period
                OR (%(period)s::text = 'rolling_days' AND earlier.entered_on > passed.on_day - %(looks_back)s::int)
            )
    )
)"""

# Nothing is written about customers whose tier and its end stay as they are.
_WRITTEN = (
    """, written AS (
    INSERT INTO vip_customertier AS held (merchant_id, customer_id, tier_id, since, until, floor_reason)
    SELECT merchant_id, customer_id, tier_id, at, until, '' FROM moving WHERE is_new
    ON CONFLICT (customer_id) DO UPDATE
    SET tier_id = excluded.tier_id, until = excluded.until, since = excluded.since
), changed AS (
    UPDATE vip_customertier held
    SET tier_id = due.tier_id, until = due.until,
        since = CASE WHEN due.tier_id IS DISTINCT FROM due.old_id THEN due.at ELSE held.since END
    FROM due
    WHERE held.customer_id = due.customer_id AND NOT due.is_new
        AND (due.tier_id IS DISTINCT FROM due.old_id OR due.until IS DISTINCT FROM due.old_until)
), transition AS (
    INSERT INTO vip_tiertransition (merchant_id, from_tier_id, to_tier_id, is_up, cause, actor_id, version)
    SELECT DISTINCT merchant_id, old_id, tier_id, rank > old_rank, %(cause)s::text, %(actor)s::bigint, %(version)s::int
    FROM moving
    RETURNING id, coalesce(from_tier_id, 0) AS old_id, coalesce(to_tier_id, 0) AS tier_id
), moved AS (
    INSERT INTO vip_tiermove (merchant_id, customer_id, transition_id, order_id, reason, moved_at)
    SELECT moving.merchant_id, customer_id, transition.id, order_id, %(reason)s::text, at
    FROM moving JOIN transition
        ON transition.old_id = coalesce(moving.old_id, 0) AND transition.tier_id = coalesce(moving.tier_id, 0)
    ORDER BY customer_id
)"""
    + _PASSED
    + """, entered AS (
    INSERT INTO vip_tierentry (merchant_id, customer_id, tier_id, period, entered_on, points, is_given, entered_at)
    SELECT merchant_id, customer_id, tier_id, period, on_day, points, %(gives)s::boolean, at FROM entering
    ORDER BY customer_id, place
    ON CONFLICT DO NOTHING
    RETURNING id, customer_id, tier_id, entered_at
)"""
)
# Those who are named move for a reason of their own each, and whoever asked is told who moved.
REVIEW = (
    _DUE_OF_EACH
    + _WRITTEN
    + """
SELECT NULL::bigint AS entry_id, customer_id, NULL::bigint, at FROM moving
UNION ALL
SELECT id, customer_id, tier_id, entered_at FROM entered
ORDER BY entry_id
"""
)
# Everybody moves for the same one, and the outside is told at once: their ids never leave the database.
REVIEW_ALL = (
    _DUE_OF_ALL
    + _WRITTEN
    + f", told AS ({TELL_OF_CUSTOMERS.format(customers='moving')})"
    + """
SELECT id, customer_id, tier_id, entered_at FROM entered ORDER BY id
"""
)

PREVIEW_ALL = (
    _DUE_OF_ALL
    + _PASSED
    + """
SELECT true, old_id, tier_id, count(*), (array_agg(customer_id ORDER BY customer_id))[:%(sample)s]
FROM moving GROUP BY old_id, tier_id
UNION ALL
SELECT false, NULL, tier_id, count(*), NULL FROM entering GROUP BY tier_id
"""
)
