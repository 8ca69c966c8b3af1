"""What the lots of one source hold, before some of it is taken back."""

from collections.abc import Iterable
from typing import NamedTuple

from loyalty.database.arrays import arrays_of
from loyalty.database.statements import execute_prepared


class OwnLots(NamedTuple):
    """What one source brought: `open` can be spent, `gone` had expired, `lapsed` had expired and was taken back."""

    open: int
    gone: int
    lapsed: int

    def moves(self, points: int) -> int:
        """How far so many points, given or taken back (below 0), move the balance: what had expired does not."""
        if points < 0:
            return points + min(self.gone, max(0, -points - self.open))
        return points - min(self.lapsed, points)


NO_LOTS = OwnLots(0, 0, 0)


def lots_of(names: Iterable[tuple[int, int]], *, source: str, merchant_id: int) -> dict[int, OwnLots]:
    """By source id, of those (customer, source id) that made lots. The caller has locked the accounts."""
    rows = sorted(set(names))
    if not rows:
        return {}
    customer_ids, source_ids = arrays_of(rows)
    values = {
        "merchant_id": str(merchant_id),
        "source": source,
        "customer_ids": customer_ids,
        "source_ids": source_ids,
    }
    return {source_id: OwnLots(*map(int, sums)) for source_id, *sums in execute_prepared(_OWN, values)}


# OFFSET 0 hides from the planner that the merchant is a constant, of whom it may know nothing yet.
_OWN = """
SELECT source_id, sum(lot.remaining), sum(lot.expired - lot.lapsed), sum(lot.lapsed)
FROM (
    SELECT %(merchant_id)s::bigint AS merchant_id, %(source)s::text AS source, given.* FROM unnest(
        %(customer_ids)s::bigint[], %(source_ids)s::bigint[]
    ) AS given (customer_id, source_id) OFFSET 0
) AS asked
JOIN points_pointslot lot USING (merchant_id, customer_id, source, source_id)
GROUP BY source_id
"""
