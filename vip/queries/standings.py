"""Where customers stand, for one or for all of them, in one statement: everything is asked in sets.

A tier is held on a day if a span of its milestone lasts through it: see `amounts`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from loyalty.database.arrays import array_of, arrays_of
from loyalty.points.models import EARNING, Kind
from vip.models import Period
from vip.queries.amounts import ALL, EACH, spans_sql
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
    asked = _ASKED.format(asked=_ALL, held=_HELD_BY_ALL) if everybody else asked_sql()
    own = (_OWN_OF_ALL if everybody else _OWN).format(spans=spans_sql(terms, ALL if everybody else EACH))
    return asked + _STANDING.format(own=own, last_day=_LAST_DAY[terms.period])


def asked_sql(of: str = "") -> str:
    """Common table expressions that end in `asked`: who is named, with what they hold.

    Instead, all whom the statement `of` finds, by `id`, `merchant_id` and `state`, can be asked for as of `today`;
    whatever else it finds of them is there too.
    """
    if of:
        return _ASKED.format(asked=_FOUND.format(of=of), held=_HELD_BY_EACH)
    return _ASKED.format(asked=_NAMED, held=_HELD)


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
# The bounds are said of what is joined, too: the planner does not see them for itself, and would read what everybody
# holds each time. The merchant is not: thinking it rare, the planner would compare everybody with everybody.
_HELD_BY_ALL = """vip_customertier held
        ON held.customer_id = given.customer_id AND held.customer_id > %(after)s AND held.customer_id <= %(through)s"""
# OFFSET 0 makes the planner look each up by the index: of the few that are found it thinks it is quicker to read all.
_HELD_BY_EACH = """LATERAL (
        SELECT * FROM vip_customertier
        WHERE merchant_id = given.merchant_id AND customer_id = given.customer_id
        OFFSET 0
    ) AS held ON true"""
_LAST_DAY: Mapping[Period, str] = {
    Period.LIFETIME: "'infinity'::date",
    Period.CALENDAR_YEAR: "lasts[earned]",
    Period.ROLLING_DAYS: "lasts[earned]",
}
_OWN = """CROSS JOIN LATERAL (
        {spans}
        ) AS own"""
_OWN_OF_ALL = """LEFT JOIN (
        {spans}
        ) AS own ON own.owner_id = asked.customer_id"""
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
        FROM asked {own}
        OFFSET 0
    ) AS reached
)"""
