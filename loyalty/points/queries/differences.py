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
        coalesce(sum(points) FILTER (WHERE kind = ANY (%(earning)s::text[])), 0) AS lifetime
    FROM ledger GROUP BY merchant_id, customer_id
), chained AS (
    SELECT merchant_id, customer_id, id, balance_after, points
        + coalesce(lag(balance_after) OVER (PARTITION BY merchant_id, customer_id ORDER BY id), 0) AS expected
    FROM ledger
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
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that is not what the ledger says. `stored` is None where the whole account row is missing."""

    merchant_id: int
    customer_id: int
    transaction_id: int | None
    name: str
    stored: int | None
    recomputed: int

    def __str__(self) -> str:
        place = f"merchant {self.merchant_id}, customer {self.customer_id}"
        entry = f", entry {self.transaction_id}" if self.transaction_id else ""
        stored = "missing" if self.stored is None else str(self.stored)
        return f"{place}{entry}: {self.name} is {stored}, the ledger says {self.recomputed}"


def find_differences(merchant_id: int | None = None) -> Iterator[Difference]:
    """Every balance, pending and lifetime sum and `balance_after` that is wrong, of one merchant or of all.

    The server sorts and adds; here nothing is held but the rows just read.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_DIFFERENCES, {"merchant_id": merchant_id, "earning": sorted(EARNING)})
        for merchant, customer, transaction, name, stored, recomputed in cursor:
            yield Difference(merchant, customer, transaction, name, stored, int(recomputed))
