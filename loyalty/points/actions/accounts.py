"""Opening the row that keeps a customer's sums."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from loyalty.database.arrays import array_of
from loyalty.database.statements import execute_prepared
from loyalty.errors import Refused


class UnknownCustomer(Refused):
    code = "unknown_customer"
    message = _("There is no such customer.")


# OFFSET 0 hides from the planner that the merchant is a constant, of whom it may know nothing yet.
# In id order, as everywhere: two that open the same accounts wait for each other, never in a ring.
OPEN = """
WITH missing AS (
    SELECT merchant_id, id FROM (
        SELECT %(merchant_id)s::bigint AS merchant_id, id FROM unnest(%(customer_ids)s::bigint[]) AS id OFFSET 0
    ) AS asked
    WHERE NOT EXISTS (
        SELECT FROM points_pointsaccount account
        WHERE account.merchant_id = asked.merchant_id AND account.customer_id = asked.id
    )
), opened AS (
    INSERT INTO points_pointsaccount (merchant_id, customer_id, balance, pending, lifetime)
    SELECT DISTINCT customer.merchant_id, customer.id, 0, 0, 0
    FROM missing JOIN customers_customer customer USING (merchant_id, id)
    ORDER BY customer.id
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM missing WHERE NOT EXISTS (
    SELECT FROM customers_customer customer
    WHERE customer.merchant_id = missing.merchant_id AND customer.id = missing.id
)
"""

LOCK_BALANCES = """
SELECT account.customer_id, account.balance
FROM (SELECT %(merchant_id)s::bigint AS merchant_id, id FROM unnest(%(customer_ids)s::bigint[]) AS id OFFSET 0) AS asked
JOIN points_pointsaccount account ON account.merchant_id = asked.merchant_id AND account.customer_id = asked.id
ORDER BY account.customer_id
FOR NO KEY UPDATE OF account
"""
LOCK_BETWEEN = """
SELECT count(*) FROM (
    SELECT account.customer_id
    FROM (
        SELECT merchant_id, id FROM customers_customer
        WHERE merchant_id = %(merchant_id)s::bigint AND id > %(after_id)s::bigint AND id <= %(through_id)s::bigint
        OFFSET 0
    ) AS asked
    JOIN points_pointsaccount account ON account.merchant_id = asked.merchant_id AND account.customer_id = asked.id
        -- Said again: the planner does not see it for itself, and would read everybody's account.
        AND account.customer_id > %(after_id)s::bigint AND account.customer_id <= %(through_id)s::bigint
    ORDER BY account.customer_id
    FOR NO KEY UPDATE OF account
) AS locked
"""


def open_accounts(customer_ids: Iterable[int], *, merchant_id: int) -> None:
    """See to it that these customers have an account; those who have one keep it. One statement.

    Refuses (`UnknownCustomer`) an id that is not one of the merchant's customers.
    """
    values = {"merchant_id": str(merchant_id), "customer_ids": array_of(customer_ids)}
    if execute_prepared(OPEN, values) != [(0,)]:
        raise UnknownCustomer


def lock_balances(customer_ids: Iterable[int], *, merchant_id: int) -> dict[int, int]:
    """The balances of these customers, who have accounts; nobody else moves them until the transaction ends.

    In id order, like everybody who locks several. Whatever the transaction posts to them comes after this.
    """
    values = {"merchant_id": str(merchant_id), "customer_ids": array_of(sorted(set(customer_ids)))}
    return dict(execute_prepared(LOCK_BALANCES, values))


def lock_balances_between(after_id: int, through_id: int, *, merchant_id: int) -> None:
    """The same for all customers with an id above `after_id` and up to `through_id`, without saying their balances."""
    between = {"after_id": str(after_id), "through_id": str(through_id)}
    execute_prepared(LOCK_BETWEEN, {"merchant_id": str(merchant_id), **between})
