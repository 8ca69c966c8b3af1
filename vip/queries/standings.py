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


class Everybody(NamedTuple):
    """Where all customers with an id above `after` and up to `through` stand on a local day."""

    after: int
    through: int
    day: date


def standing_sql(terms: VipTerms, *, everybody: bool = False) -> str:
    """Common table expressions that end in `standing`: who asked, with what they hold, and `rank` and `until`.

    `rank` counts tiers from the lowest, 0 being none; `until` is the last day of it, or infinity. Instead of those who
    are named, `everybody` asks, with an id above `after` and up to `through`.
    """
    asked = _ASKED.format(asked=_ALL, held=_HELD + _WITHIN) if everybody else asked_sql()
    spans = _SPANS[terms.period].format(amounts=amounts_sql(terms))
    return asked + _STANDING.format(spans=spans, last_day=_LAST_DAY[terms.period])


def asked_sql(of: str = "") -> str:
    """Common table expressions that end in `asked`: who is named, with what they hold.

    Instead, all whom the statement `of` finds, by `id`, `merchant_id` and `state`, can be asked for as of `today`;
    whatever else it finds of them is there too.
    """
    if of:
        return _ASKED.format(asked=_FOUND.format(of=of), held=_HELD_BY_EACH)
    return _ASKED.format(asked=_NAMED, held=_HELD)


def amounts_sql(terms: VipTerms) -> str:
    """What was earned or spent by one row of `asked`: `amount`, and `counted_on` where days matter."""
    if terms.basis == Basis.POINTS:
        return _POINTS if terms.period == Period.LIFETIME else _DATED_POINTS
    if terms.basis == Basis.ORDERS:
        return _SPENDING.format(column="orders")
    column = "total_cents" if terms.spend_basis == SpendBasis.TOTAL else "goods_cents"
    return _SPENDING.format(column=column)


def standing_values(
    terms: VipTerms, asked: Iterable[Asked], *, merchant_id: int, timezone: str
) -> dict[str, Any]:
    """What `standing_sql` takes of those who are named."""
    rows = [(one.key, one.customer_id, one.day, one.before or "infinity") for one in asked]
    keys, customers, days, befores = arrays_of(rows) if rows else ["{}"] * 4
    named = {"keys": keys, "customers": customers, "days": days, "befores": befores}
    return named | _values(terms, merchant_id, timezone)


def everybodys_values(
    terms: VipTerms, everybody: Everybody, *, merchant_id: int, timezone: str
) -> dict[str, Any]:
    """What `standing_sql` takes of everybody."""
    return everybody._asdict() | _values(terms, merchant_id, timezone)


def _values(terms: VipTerms, merchant_id: int, timezone: str) -> dict[str, Any]:
    return {
        "merchant": str(merchant_id),
        "zone": timezone,
        "refs": array_of(terms.refs),
        "milestones": array_of(terms.milestones),
        "window": str((terms.rolling_days or 1) - 1),
        "grace": str(terms.grace),
        "progressing": array_of(PROGRESSING),
        "dating": array_of(DATING),
    }


# OFFSET 0 hides from the planner that the merchant is a constant, of whom it may know nothing yet.
_NAMED = """
    SELECT given.key, customer.merchant_id, customer.id AS customer_id, customer.state, given.day, given.before
    FROM (
        SELECT %(merchant)s::bigint AS merchant_id, said.*
        FROM unnest(%(keys)s::bigint[], %(customers)s::bigint[], %(days)s::date[], %(befores)s::timestamptz[])
            AS said (key, customer_id, day, before)
        OFFSET 0
    ) AS given
    JOIN customers_customer customer
        ON customer.merchant_id = given.merchant_id AND customer.id = given.customer_id"""
_FOUND = """
    SELECT found.*, found.id AS key, found.id AS customer_id, %(today)s::date AS day, 'infinity'::timestamptz AS before
    FROM (
{of}
    ) AS found"""
_ALL = """
    SELECT customer.id AS key, customer.merchant_id, customer.id AS customer_id, customer.state, %(day)s::date AS day,
        'infinity'::timestamptz AS before
    FROM customers_customer customer
    WHERE customer.merchant_id = %(merchant)s::bigint AND customer.id > %(after)s AND customer.id <= %(through)s
        AND customer.state <> 'disabled'"""
_ASKED = """
WITH given AS ({asked}
), asked AS (
    SELECT given.*, program.participants, held.tier_id, held.since, held.until AS held_until, held.floor_tier_id,
        held.floor_at, held.floor_until, held.customer_id IS NULL AS is_new
    FROM given
    JOIN merchants_program program ON program.merchant_id = given.merchant_id
    LEFT JOIN {held}
)"""
_HELD = """vip_customertier held
        ON held.merchant_id = given.merchant_id AND held.customer_id = given.customer_id"""
# Said of what is joined, too: the planner does not see it for itself, and would read what everybody holds each time.
_WITHIN = " AND held.customer_id > %(after)s AND held.customer_id <= %(through)s"
# OFFSET 0 makes the planner look each up by the index: of the few that are found it thinks it is quicker to read all.
_HELD_BY_EACH = """LATERAL (
        SELECT * FROM vip_customertier
        WHERE merchant_id = given.merchant_id AND customer_id = given.customer_id
        OFFSET 0
    ) AS held ON true"""
# What follows is asked for one customer after the other, along indexes: of a batch whose size the planner cannot know
# it would otherwise compare everybody with everybody.
_SPENDING = """
    SELECT spent.{column} AS amount, (spent.counted_at AT TIME ZONE %(zone)s)::date AS counted_on
    FROM vip_spending spent
    WHERE spent.merchant_id = asked.merchant_id AND spent.customer_id = asked.customer_id
        AND spent.happened_at < asked.before"""
# The entries of whoever was merged into a customer are theirs, at the days where they were. What had expired before it
# was taken back was earned no more either.
_ENTRIES = """(
        SELECT asked.customer_id AS id
        UNION ALL
        SELECT merged.id FROM customers_customer merged
        WHERE merged.merchant_id = asked.merchant_id AND merged.merged_into_id = asked.customer_id
    ) AS owner
    JOIN points_pointstransaction entry
        ON entry.merchant_id = asked.merchant_id AND entry.customer_id = owner.id"""
_POINTS = f"""
    SELECT entry.points + entry.lapsed AS amount
    FROM {_ENTRIES}
    WHERE entry.kind = ANY (%(progressing)s::text[]) AND entry.occurred_at < asked.before"""
# Whatever changes what an order or an activity gave belongs to the day of its first entry, and a reversal to that of
# the entry that it reverses.
_DATED_POINTS = f"""
    SELECT amount, (counted_at AT TIME ZONE %(zone)s)::date AS counted_on FROM (
        SELECT entry.points + entry.lapsed AS amount, entry.kind, entry.occurred_at, CASE
            WHEN entry.source = 'reversal' THEN coalesce((
                SELECT reversed.occurred_at FROM points_pointstransaction reversed
                WHERE reversed.merchant_id = entry.merchant_id AND reversed.id = entry.source_id
            ), entry.occurred_at)
            WHEN entry.source_id IS NULL THEN entry.occurred_at
            ELSE first_value(entry.occurred_at) OVER (
                PARTITION BY entry.source, entry.source_id ORDER BY entry.id
            )
        END AS counted_at
        FROM {_ENTRIES}
        WHERE entry.kind = ANY (%(dating)s::text[])
    ) AS dated
    WHERE kind = ANY (%(progressing)s::text[]) AND occurred_at < asked.before"""
# `top` is the largest amount that lasts through the day asked for.
_GATHERED = """SELECT max(amount) FILTER (WHERE through >= asked.day) AS top, array_agg(amount) AS amounts,
        array_agg(through) AS throughs
    FROM (
        {spans}
    ) AS span"""
_SPANS: Mapping[Period, str] = {
    Period.LIFETIME: "SELECT sum(amount)::bigint AS top FROM ({amounts}) AS amount",
    Period.CALENDAR_YEAR: _GATHERED.format(
        spans="""SELECT sum(amount)::bigint AS amount, make_date(year + 1, 12, 31) + %(grace)s::int AS through
        FROM (SELECT amount, extract(year FROM counted_on)::int AS year FROM ({amounts}) AS amount) AS dated
        GROUP BY year"""
    ),
    Period.ROLLING_DAYS: _GATHERED.format(
        spans="""SELECT sum(sum(amount)) OVER (
            ORDER BY counted_on - DATE '2000-01-01' RANGE BETWEEN CURRENT ROW AND %(window)s::int FOLLOWING
        )::bigint AS amount, counted_on + %(window)s::int + %(grace)s::int AS through
        FROM ({amounts}) AS amount GROUP BY counted_on"""
    ),
}
_LAST_SPAN = """(
            SELECT max(through) FROM unnest(amounts, throughs) AS span (amount, through)
            WHERE amount >= (%(milestones)s::bigint[])[earned]
        )"""
_LAST_DAY: Mapping[Period, str] = {
    Period.LIFETIME: "'infinity'::date",
    Period.CALENDAR_YEAR: _LAST_SPAN,
    Period.ROLLING_DAYS: _LAST_SPAN,
}
# Guests hold no tier where they do not earn. Who is excluded keeps what they had. OFFSET 0, here, keeps the planner
# from looking for what is reached again wherever it is named.
_STANDING = """, standing AS (
    SELECT reached.*, greatest(earned, floor) AS rank, greatest(
        CASE
            WHEN earned < floor THEN NULL
            WHEN earned = 0 OR (%(milestones)s::bigint[])[earned] = 0 THEN 'infinity'::date
            ELSE {last_day}
        END,
        CASE WHEN floor >= earned AND floor > 0 THEN coalesce(floor_until, 'infinity') END
    ) AS until
    FROM (
        SELECT asked.*, own.*, CASE
            WHEN asked.state = 'candidate' AND asked.participants = 'members' THEN 0
            ELSE width_bucket(coalesce(own.top, 0), %(milestones)s::bigint[])
        END AS earned, CASE
            WHEN asked.floor_at < asked.before AND coalesce(asked.floor_until, 'infinity') >= asked.day
            THEN coalesce(array_position(%(refs)s::bigint[], asked.floor_tier_id), 0) ELSE 0
        END AS floor
        FROM asked CROSS JOIN LATERAL (
        {spans}
        ) AS own
        OFFSET 0
    ) AS reached
)"""
