"""Writing facts, in the transaction that made them true."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

CUSTOMER_UPDATED = "customer/updated"
COUPON_ISSUED = "reward_fulfillment/created"
COUPON_UPDATED = "reward_fulfillment/updated"


def announce_customers(customer_ids: Sequence[int], *, merchant_id: int, at: datetime) -> None:
    """One fact for each customer: points, state or name changed. Readers load the customer as it is when they read."""
    if customer_ids:
        with connection.cursor() as cursor:
            cursor.execute(_ANNOUNCE, [merchant_id, CUSTOMER_UPDATED, at, list(customer_ids)])


def announce_coupons(
    coupon_ids: Sequence[int],
    *,
    customer_ids: Sequence[int],
    merchant_id: int,
    at: datetime,
    is_new: bool = False,
) -> None:
    """One fact for each coupon, and one for each customer whose points moved with it. One statement for all."""
    topics = [COUPON_ISSUED if is_new else COUPON_UPDATED] * len(coupon_ids)
    topics += [CUSTOMER_UPDATED] * len(customer_ids)
    if topics:
        with connection.cursor() as cursor:
            cursor.execute(_ANNOUNCE_MANY, [merchant_id, at, topics, [*coupon_ids, *customer_ids]])


_ANNOUNCE_MANY = """
INSERT INTO outbox_fact (merchant_id, topic, occurred_at, subject_id, payload)
SELECT %s, topic, %s, subject_id, '{}' FROM unnest(%s::text[], %s::bigint[]) AS said (topic, subject_id)
"""
_ANNOUNCE = """
INSERT INTO outbox_fact (merchant_id, topic, occurred_at, subject_id, payload)
SELECT %s, %s, %s, subject_id, '{}' FROM unnest(%s::bigint[]) AS subject_id
"""
