"""Recomputing everything that is kept beside the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from loyalty.points.models import EARNING

# One statement, so one moment: postings that go on meanwhile are seen with their sums or not at all.
# An entry is compared with the one before it, so that one wrong entry is named and not all that follow.
_DIFFERENCES = """
WITH ledger AS (
    SELECT * FROM points_pointstransaction
    WHERE %(merchant_id)s::bigint IS NULL OR merchant_id = %(merchant_id)s
), account AS (
    SELECT * FROM points_pointsaccount
    WHERE %(merchant_id)s::bigint IS NULL OR merchant_id = %(merchant_id)s
), recomputed AS (
    SELECT merchant_id, customer_id, sum(points) AS balance, sum(pending) AS pending,
        coalesce(sum(points + lapsed) FILTER (WHERE kind = ANY (%(earning)s::text[])), 0) AS lifetime
    FROM ledger GROUP BY merchant_id, customer_id
), chained AS (
    SELECT merchant_id, customer_id, id, balance_after, points
        + coalesce(lag(balance_after) OVER (PARTITION BY merchant_id, customer_id ORDER BY id), 0) AS expected
    FROM ledger
), used AS (
    SELECT lot_id, sum(points) AS points FROM points_pointslotuse
    WHERE %(merchant_id)s::bigint IS NULL OR merchant_id = %(merchant_id)s
    GROUP BY lot_id
), ended AS (
    SELECT used.lot_id, sum(used.points) AS points
    FROM points_pointslotuse used JOIN ledger ON ledger.id = used.entry_id AND ledger.kind = 'expire'
    GROUP BY used.lot_id
), held AS (
    SELECT lot.merchant_id, lot.customer_id, sum(lot.remaining) AS remaining, sum(lot.expired) AS expired,
        sum(lot.points - coalesce(used.points, 0)) AS kept, sum(coalesce(ended.points, 0)) AS gone,
        min(lot.last_valid_on) FILTER (WHERE lot.remaining > 0) AS ends
    FROM points_pointslot lot LEFT JOIN used ON used.lot_id = lot.id LEFT JOIN ended ON ended.lot_id = lot.id
    WHERE %(merchant_id)s::bigint IS NULL OR lot.merchant_id = %(merchant_id)s
    GROUP BY lot.merchant_id, lot.customer_id
)
SELECT merchant_id, customer_id, NULL::bigint, sums.name, sums.stored, sums.expected
FROM account FULL JOIN recomputed USING (merchant_id, customer_id) CROSS JOIN LATERAL (VALUES
    ('balance', account.balance, coalesce(recomputed.balance, 0)),
    ('pending', account.pending, coalesce(recomputed.pending, 0)),
    ('lifetime', account.lifetime, coalesce(recomputed.lifetime, 0))
) AS sums (name, stored, expected)
WHERE sums.stored IS DISTINCT FROM sums.expected
UNION ALL
SELECT merchant_id, customer_id, id, 'balance_after', balance_after, expected
FROM chained WHERE balance_after <> expected
UNION ALL
SELECT merchant_id, customer_id, NULL::bigint, sums.name, sums.stored, sums.expected
FROM account LEFT JOIN held USING (merchant_id, customer_id) CROSS JOIN LATERAL (VALUES
    ('lots', coalesce(held.remaining, 0), coalesce(held.kept, 0)),
    ('expired', coalesce(held.expired, 0), coalesce(held.gone, 0)),
    ('points outside lots', least(greatest(balance, 0) - coalesce(held.remaining, 0), 0), 0),
    ('first expiry', to_char(lots_until, 'YYYYMMDD')::bigint, to_char(held.ends, 'YYYYMMDD')::bigint)
) AS sums (name, stored, expected)
WHERE sums.stored IS DISTINCT FROM sums.expected
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that is not what the ledger says. `stored` is None where the whole account row is missing.

    A `first expiry` is a date such as 20270131, or None.
    """

    merchant_id: int
    customer_id: int
    transaction_id: int | None
    name: str
    stored: int | None
    recomputed: int | None

    def __str__(self) -> str:
        place = f"merchant {self.merchant_id}, customer {self.customer_id}"
        entry = f", entry {self.transaction_id}" if self.transaction_id else ""
        stored = "missing" if self.stored is None else str(self.stored)
        return f"{place}{entry}: {self.name} is {stored}, the ledger says {self.recomputed}"


def find_differences(merchant_id: int | None = None) -> Iterator[Difference]:
    """Every balance, pending and lifetime sum, `balance_after` and lot that is wrong, of one merchant or of all.

    The server sorts and adds; here nothing is held but the rows just read.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_DIFFERENCES, {"merchant_id": merchant_id, "earning": sorted(EARNING)})
        for merchant, customer, transaction, name, stored, recomputed in cursor:
            yield Difference(
                merchant,
                customer,
                transaction,
                name,
                None if stored is None else int(stored),
                None if recomputed is None else int(recomputed),
            )
