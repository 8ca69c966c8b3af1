"""Writing facts, in the transaction that made them true."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

CUSTOMER_UPDATED = "customer/updated"


def announce_customers(customer_ids: Sequence[int], *, merchant_id: int, at: datetime) -> None:
    """One fact for each customer: points, state or name changed. Readers load the customer as it is when they read."""
    if customer_ids:
        with connection.cursor() as cursor:
            cursor.execute(_ANNOUNCE, [merchant_id, CUSTOMER_UPDATED, at, list(customer_ids)])


_ANNOUNCE = """
INSERT INTO outbox_fact (merchant_id, topic, occurred_at, subject_id, payload)
SELECT %s, %s, %s, subject_id, '{}' FROM unnest(%s::bigint[]) AS subject_id
"""
