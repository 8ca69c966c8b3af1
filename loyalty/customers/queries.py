"""Finding customers."""

from collections.abc import Sequence

from django.db import connection

from loyalty.customers.mapping import email_key
from loyalty.customers.snapshots import CustomerFacts


def find_customers(facts: Sequence[CustomerFacts], *, merchant_id: int) -> list[int | None]:
    """The ids of those already known, in the order asked: by the source's own id first, else by e-mail."""
    with connection.cursor() as cursor:
        cursor.execute(
            _FIND,
            [
                [fact.source for fact in facts],
                [fact.external_id for fact in facts],
                [email_key(fact.email) for fact in facts],
                merchant_id,
                merchant_id,
            ],
        )
        return [customer_id for (customer_id,) in cursor.fetchall()]


_FIND = """
SELECT coalesce(identity.customer_id, customer.id)
FROM unnest(%s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS asked (source, external_id, email_key, position)
LEFT JOIN customers_customeridentity identity
    ON identity.merchant_id = %s AND identity.source = asked.source
    AND identity.external_id = asked.external_id AND asked.external_id <> ''
LEFT JOIN customers_customer customer
    ON customer.merchant_id = %s AND customer.email_key = asked.email_key
ORDER BY asked.position
"""
