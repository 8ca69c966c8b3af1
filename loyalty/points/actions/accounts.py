"""Opening the row that keeps a customer's sums."""

from collections.abc import Iterable

from loyalty.database.statements import execute_prepared

_OPEN = """
INSERT INTO points_pointsaccount (customer_id, merchant_id, balance, pending, lifetime)
SELECT customer.id, %(merchant_id)s::bigint, 0, 0, 0
FROM unnest(%(customer_ids)s::bigint[]) AS customer (id)
WHERE NOT EXISTS (SELECT FROM points_pointsaccount account WHERE account.customer_id = customer.id)
ORDER BY customer.id
ON CONFLICT DO NOTHING
RETURNING customer_id
"""


def open_accounts(customer_ids: Iterable[int], *, merchant_id: int) -> None:
    """See to it that these customers have an account; those who have one keep it. One statement.

    A customer of another merchant, or none at all, is an `IntegrityError`.
    """
    # In id order, as everywhere: two that open the same accounts wait for each other, never in a ring.
    execute_prepared(
        _OPEN,
        {"merchant_id": str(merchant_id), "customer_ids": f"{{{','.join(map(str, customer_ids))}}}"},
    )
