"""What customers earned or spent, as statements ask for it: row by row, and gathered into spans.

A *span* is an amount, and the last local day through which it holds a tier. By lifetime there is one, which never ends;
by calendar year one for each year, which lasts to the end of the next; by rolling days one for each day with anything
on it, of all that lies in a window which begins there. Grace makes spans longer, and nothing needs to be remembered.
"""

from collections.abc import Mapping
from typing import NamedTuple

from vip.models import Basis, Period, SpendBasis
from vip.snapshots import VipTerms


class Whose(NamedTuple):
    """How a statement says of whom it asks: which rows are theirs, and what tells one from the other."""

    spent: str
    entries: str
    day: str
    before: str
    key: str = ""
    apart: str = ""
    grouped: str = ""


def amounts_sql(terms: VipTerms, whose: Whose | None = None) -> str:
    """What was earned or spent: `amount`, `counted_on` where days matter, and of whom where `whose` tells them apart.

    By itself it is what one row of `asked` earned or spent.
    """
    whose = whose or EACH
    if terms.basis != Basis.POINTS:
        return _SPENDING.format(column=_column(terms), **whose._asdict())
    return (_POINTS if terms.period == Period.LIFETIME else _DATED_POINTS).format(**whose._asdict())


def spans_sql(terms: VipTerms, whose: Whose) -> str:
    """The spans of that in one row: `top`, the largest amount that lasts through the day asked for.

    Where spans end, `lasts` are the last days of what reaches each tier, from the lowest.
    """
    lasts = ", ".join(_LAST.format(place=place) for place, _tier in enumerate(terms.tiers, start=1))
    amounts = amounts_sql(terms, whose)
    return _SPANS[terms.period].format(amounts=amounts, lasts=lasts, **whose._asdict())


def _column(terms: VipTerms) -> str:
    if terms.basis == Basis.ORDERS:
        return "orders"
    return "total_cents" if terms.spend_basis == SpendBasis.TOTAL else "goods_cents"


# Some are asked for one after the other, along indexes: of a batch whose size the planner cannot know it would compare
# everybody with everybody. The entries of whoever was merged into a customer are theirs, at the days where they were.
EACH = Whose(
    spent="""vip_spending spent
    WHERE spent.merchant_id = asked.merchant_id AND spent.customer_id = asked.customer_id
        AND spent.happened_at < asked.before""",
    entries="""(
            SELECT asked.customer_id AS id
            UNION ALL
            SELECT merged.id FROM customers_customer merged
            WHERE merged.merchant_id = asked.merchant_id AND merged.merged_into_id = asked.customer_id
        ) AS owner
        JOIN points_pointstransaction entry
            ON entry.merchant_id = asked.merchant_id AND entry.customer_id = owner.id""",
    day="asked.day",
    before="asked.before",
)
# Of everybody between two ids all is read along the index at once, and told apart by whose it is.
ALL = Whose(
    spent="""(
        SELECT spent.customer_id AS owner_id, spent.* FROM vip_spending spent
        WHERE spent.merchant_id = %(merchant)s::bigint
            AND spent.customer_id > %(after)s AND spent.customer_id <= %(through)s
    ) AS spent""",
    entries="""(
            SELECT entry.customer_id AS owner_id, entry.* FROM points_pointstransaction entry
            WHERE entry.merchant_id = %(merchant)s::bigint
                AND entry.customer_id > %(after)s AND entry.customer_id <= %(through)s
            UNION ALL
            SELECT merged.merged_into_id, entry.* FROM customers_customer merged
            JOIN points_pointstransaction entry
                ON entry.merchant_id = merged.merchant_id AND entry.customer_id = merged.id
            WHERE merged.merchant_id = %(merchant)s::bigint
                AND merged.merged_into_id > %(after)s AND merged.merged_into_id <= %(through)s
        ) AS entry""",
    day="%(day)s::date",
    before="'infinity'",
    key="owner_id, ",
    apart="PARTITION BY owner_id ",
    grouped=" GROUP BY owner_id",
)
_SPENDING = """
    SELECT {key}spent.{column} AS amount, (spent.counted_at AT TIME ZONE %(zone)s)::date AS counted_on
    FROM {spent}"""
# What had expired before it was taken back was earned no more either.
_POINTS = """
    SELECT {key}entry.points + entry.lapsed AS amount
    FROM {entries}
    WHERE entry.kind = ANY (%(progressing)s::text[]) AND entry.occurred_at < {before}"""
# Whatever changes what an order or an activity gave belongs to the day of its first entry, and a reversal to that of
# the entry that it reverses.
_DATED_POINTS = """
    SELECT {key}amount, (counted_at AT TIME ZONE %(zone)s)::date AS counted_on FROM (
        SELECT {key}entry.points + entry.lapsed AS amount, entry.kind, entry.occurred_at, CASE
            WHEN entry.source = 'reversal' THEN coalesce((
                SELECT reversed.occurred_at FROM points_pointstransaction reversed
                WHERE reversed.merchant_id = entry.merchant_id AND reversed.id = entry.source_id
            ), entry.occurred_at)
            WHEN entry.source_id IS NULL THEN entry.occurred_at
            ELSE first_value(entry.occurred_at) OVER (
                PARTITION BY {key}entry.source_id, entry.source ORDER BY entry.id
            )
        END AS counted_at
        FROM {entries}
        WHERE entry.kind = ANY (%(dating)s::text[])
    ) AS dated
    WHERE kind = ANY (%(progressing)s::text[]) AND occurred_at < {before}"""
_LAST = "max(through) FILTER (WHERE amount >= (%(milestones)s::bigint[])[{place}])"
_GATHERED = """SELECT {{key}}max(amount) FILTER (WHERE through >= {{day}}) AS top, ARRAY[{{lasts}}]::date[] AS lasts
    FROM (
        {spans}
    ) AS span{{grouped}}"""
_SPANS: Mapping[Period, str] = {
    Period.LIFETIME: "SELECT {key}sum(amount)::bigint AS top FROM ({amounts}) AS amount{grouped}",
    Period.CALENDAR_YEAR: _GATHERED.format(
        spans="""SELECT {key}sum(amount)::bigint AS amount, make_date(year + 1, 12, 31) + %(grace)s::int AS through
        FROM (SELECT {key}amount, extract(year FROM counted_on)::int AS year FROM ({amounts}) AS amount) AS dated
        GROUP BY {key}year"""
    ),
    Period.ROLLING_DAYS: _GATHERED.format(
        spans="""SELECT {key}sum(amount) OVER (
            {apart}ORDER BY counted_on - DATE '2000-01-01' RANGE BETWEEN CURRENT ROW AND %(window)s::int FOLLOWING
        )::bigint AS amount, counted_on + %(window)s::int + %(grace)s::int AS through
        FROM ({amounts}) AS amount"""
    ),
}
