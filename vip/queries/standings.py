"""Where customers stand, for one or for all of them, in one statement: everything is asked in sets.

What was earned or spent is gathered into *spans*: an amount, and the last local day through which it holds a tier.
By lifetime there is one, which never ends; by calendar year one for each year, which lasts to the end of the next; by
rolling days one for each day with anything on it, of all that lies in a window which begins there. So a tier is held on
a day if a span of its milestone lasts through it. Grace makes spans longer, and nothing needs to be remembered.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from loyalty.database.arrays import array_of, arrays_of
from loyalty.points.models import EARNING, Kind
from vip.models import Basis, Period, SpendBasis
from vip.snapshots import VipTerms

PROGRESSING = sorted(EARNING - {Kind.TIER_ENTRY, Kind.MERGE})
# Kinds that say when something was earned, besides those that say how much.
DATING = sorted({*PROGRESSING, Kind.PENDING})


class Asked(NamedTuple):
    """Where a customer stands on a local day by all that happened before a moment. `key` names the answer."""

    key: int
    customer_id: int
    day: date
    before: datetime | None = None


def standing_sql(terms: VipTerms) -> str:
    """Common table expressions that end in `standing (key, customer_id, day, rank, until)`.

    `rank` counts tiers from the lowest, 0 being none; `until` is the last day of it, or infinity.
    """
    return amount_sql(terms) + _SPANS[terms.period] + _STANDING


def amount_sql(terms: VipTerms) -> str:
    """Common table expressions that end in `amount (key, amount, counted_on)`, without days where none matter."""
    return _BEGIN + (
        _POINTS[terms.period] if terms.basis == Basis.POINTS else _SPENDING.format(_column(terms))
    )


def standing_values(
    terms: VipTerms, asked: Iterable[Asked], *, merchant_id: int, timezone: str
) -> dict[str, Any]:
    """What `standing_sql` takes."""
    rows = [(one.key, one.customer_id, one.day, one.before or "infinity") for one in asked]
    keys, customers, days, befores = arrays_of(rows) if rows else ["{}"] * 4
    return {
        "merchant": merchant_id,
        "zone": timezone,
        "keys": keys,
        "customers": customers,
        "days": days,
        "befores": befores,
        "refs": array_of(terms.refs),
        "milestones": array_of(terms.milestones),
        "window": (terms.rolling_days or 1) - 1,
        "grace": terms.grace,
        "progressing": array_of(PROGRESSING),
        "dating": array_of(DATING),
    }


def _column(terms: VipTerms) -> str:
    if terms.basis == Basis.ORDERS:
        return "orders"
    return "total_cents" if terms.spend_basis == SpendBasis.TOTAL else "goods_cents"


# OFFSET 0, here and below, hides from the planner that the merchant is a constant, of whom it may know nothing yet.
_BEGIN = """
WITH asked AS MATERIALIZED (
    SELECT said.*, customer.state, program.participants
    FROM (
        SELECT %(merchant)s::bigint AS merchant_id, given.*
        FROM unnest(%(keys)s::bigint[], %(customers)s::bigint[], %(days)s::date[], %(befores)s::timestamptz[])
            AS given (key, customer_id, day, before)
        OFFSET 0
    ) AS said
    JOIN customers_customer customer
        ON customer.merchant_id = said.merchant_id AND customer.id = said.customer_id
    JOIN merchants_program program ON program.merchant_id = said.merchant_id
)"""
_SPENDING = """, amount AS (
    SELECT asked.key, spent.{} AS amount, (spent.counted_at AT TIME ZONE %(zone)s)::date AS counted_on
    FROM asked JOIN vip_spending spent
        ON spent.merchant_id = asked.merchant_id AND spent.customer_id = asked.customer_id
        AND spent.happened_at < asked.before
)"""
# The entries of whoever was merged into a customer are theirs, at the days where they were.
_OWNERS = """, owner AS (
    SELECT merchant_id, key, customer_id, before FROM asked
    UNION ALL
    SELECT asked.merchant_id, asked.key, merged.id, asked.before
    FROM asked JOIN customers_customer merged
        ON merged.merchant_id = asked.merchant_id AND merged.merged_into_id = asked.customer_id
)"""
# Whatever changes what an order or an activity gave belongs to the day of its first entry, and a reversal to that of
# the entry that it reverses.
_DATED_POINTS = f"""{_OWNERS}, entry AS (
    SELECT owner.key, owner.before, entry.points, entry.kind, entry.occurred_at, CASE
        WHEN entry.source = 'reversal' THEN coalesce((
            SELECT reversed.occurred_at FROM points_pointstransaction reversed
            WHERE reversed.merchant_id = entry.merchant_id AND reversed.id = entry.source_id
        ), entry.occurred_at)
        WHEN entry.source_id IS NULL THEN entry.occurred_at
        ELSE first_value(entry.occurred_at) OVER (
            PARTITION BY owner.key, entry.source, entry.source_id ORDER BY entry.id
        )
    END AS counted_at
    FROM owner JOIN points_pointstransaction entry
        ON entry.merchant_id = owner.merchant_id AND entry.customer_id = owner.customer_id
    WHERE entry.kind = ANY (%(dating)s::text[])
), amount AS (
    SELECT key, points AS amount, (counted_at AT TIME ZONE %(zone)s)::date AS counted_on
    FROM entry WHERE kind = ANY (%(progressing)s::text[]) AND occurred_at < before
)"""
_UNDATED_POINTS = f"""{_OWNERS}, amount AS (
    SELECT owner.key, entry.points AS amount
    FROM owner JOIN points_pointstransaction entry
        ON entry.merchant_id = owner.merchant_id AND entry.customer_id = owner.customer_id
        AND entry.occurred_at < owner.before
    WHERE entry.kind = ANY (%(progressing)s::text[])
)"""
_POINTS: Mapping[Period, str] = {
    Period.LIFETIME: _UNDATED_POINTS,
    Period.CALENDAR_YEAR: _DATED_POINTS,
    Period.ROLLING_DAYS: _DATED_POINTS,
}
_SPANS: Mapping[Period, str] = {
    Period.LIFETIME: """, span AS MATERIALIZED (
    SELECT key, sum(amount)::bigint AS amount, 'infinity'::date AS through FROM amount GROUP BY key
)""",
    Period.CALENDAR_YEAR: """, span AS MATERIALIZED (
    SELECT key, sum(amount)::bigint AS amount, make_date(year + 1, 12, 31) + %(grace)s AS through
    FROM (SELECT key, amount, extract(year FROM counted_on)::int AS year FROM amount) dated GROUP BY key, year
)""",
    Period.ROLLING_DAYS: """, span AS MATERIALIZED (
    SELECT key, sum(sum(amount)) OVER (
        PARTITION BY key ORDER BY counted_on - DATE '2000-01-01'
        RANGE BETWEEN CURRENT ROW AND %(window)s FOLLOWING
    )::bigint AS amount, counted_on + %(window)s + %(grace)s AS through
    FROM amount GROUP BY key, counted_on
)""",
}
# Guests hold no tier where they do not earn. Who is excluded keeps what they had. Spans are put to who asked by
# grouping, not by joining: of a batch whose size the planner cannot know it would compare everybody with everybody.
_STANDING = """, gathered AS (
    SELECT key, max(merchant_id) AS merchant_id, max(customer_id) AS customer_id, max(day) AS day,
        max(before) AS before, max(state) AS state, max(participants) AS participants,
        array_agg(amount) FILTER (WHERE amount IS NOT NULL) AS amounts,
        array_agg(through) FILTER (WHERE amount IS NOT NULL) AS throughs
    FROM (
        SELECT key, merchant_id, customer_id, day, before, state, participants, NULL::bigint AS amount,
            NULL::date AS through
        FROM asked
        UNION ALL
        SELECT key, NULL, NULL, NULL, NULL, NULL, NULL, amount, through FROM span
    ) AS both_of_them
    GROUP BY key
), reached AS (
    SELECT gathered.*, held.floor_until, CASE
        WHEN gathered.state = 'candidate' AND gathered.participants = 'members' THEN 0
        ELSE width_bucket(coalesce((
            SELECT max(amount) FROM unnest(gathered.amounts, gathered.throughs) AS span (amount, through)
            WHERE through >= gathered.day
        ), 0), %(milestones)s::bigint[])
    END AS earned, CASE
        WHEN held.floor_at < gathered.before AND coalesce(held.floor_until, 'infinity') >= gathered.day
        THEN coalesce(array_position(%(refs)s::bigint[], held.floor_tier_id), 0) ELSE 0
    END AS floor
    FROM gathered LEFT JOIN vip_customertier held
        ON held.merchant_id = gathered.merchant_id AND held.customer_id = gathered.customer_id
), standing AS (
    SELECT merchant_id, key, customer_id, day, state, greatest(earned, floor) AS rank, greatest(
        CASE WHEN earned >= floor AND earned > 0 AND (%(milestones)s::bigint[])[earned] > 0 THEN (
            SELECT max(through) FROM unnest(amounts, throughs) AS span (amount, through)
            WHERE amount >= (%(milestones)s::bigint[])[earned]
        ) END,
        CASE WHEN earned >= floor AND (earned = 0 OR (%(milestones)s::bigint[])[earned] = 0)
            THEN 'infinity'::date END,
        CASE WHEN floor >= earned AND floor > 0 THEN coalesce(floor_until, 'infinity') END
    ) AS until
    FROM reached
)"""
