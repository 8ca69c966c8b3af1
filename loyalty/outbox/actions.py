"""Writing facts, in the transaction that made them true."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from loyalty.database.arrays import array_of
from loyalty.database.statements import execute_prepared

CUSTOMER_UPDATED = "customer/updated"
COUPON_ISSUED = "reward_fulfillment/created"
COUPON_UPDATED = "reward_fulfillment/updated"
POINTS_EXPIRING = "points.expiring"
REFERRAL_UPDATED = "referral/updated"
INSTALLATION_UPDATED = "installation/updated"


def announce_customers(customer_ids: Sequence[int], *, merchant_id: int, at: datetime) -> None:
    """One fact for each customer: points, state or name changed. Readers load the customer as it is when they read."""
    _announce_with_customers(CUSTOMER_UPDATED, (), customer_ids, merchant_id=merchant_id, at=at)


def announce_coupons(
    coupon_ids: Sequence[int],
    *,
    customer_ids: Sequence[int],
    merchant_id: int,
    at: datetime,
    is_new: bool = False,
) -> None:
    """One fact for each coupon, and one for each customer whose points moved with it. One statement for all."""
    topic = COUPON_ISSUED if is_new else COUPON_UPDATED
    _announce_with_customers(topic, coupon_ids, customer_ids, merchant_id=merchant_id, at=at)


def announce_referrals(
    referral_ids: Sequence[int], *, customer_ids: Sequence[int], merchant_id: int, at: datetime
) -> None:
    """One fact for each invitation, and one for each customer that changed with it. One statement for all."""
    _announce_with_customers(REFERRAL_UPDATED, referral_ids, customer_ids, merchant_id=merchant_id, at=at)


def announce_installation(
    installation_id: int, payload: Mapping[str, Any], *, merchant_id: int, at: datetime
) -> None:
    """An app stands elsewhere. Readers know nothing of apps: `payload` is what they pass on, such as app and state."""
    with connection.cursor() as cursor:
        texts = [json.dumps(payload)]
        cursor.execute(_ANNOUNCE_SAYING, [merchant_id, INSTALLATION_UPDATED, at, [installation_id], texts])


def announce_expiring(
    warnings: Sequence[tuple[int, Mapping[str, Any]]], *, merchant_id: int, at: datetime
) -> None:
    """One fact for each customer's id and what they are to know: how many points, the last day, the days until then."""
    if warnings:
        customer_ids = [customer_id for customer_id, _payload in warnings]
        payloads = [json.dumps(payload) for _customer_id, payload in warnings]
        with connection.cursor() as cursor:
            cursor.execute(_ANNOUNCE_SAYING, [merchant_id, POINTS_EXPIRING, at, customer_ids, payloads])


def _announce_with_customers(
    topic: str, subject_ids: Sequence[int], customer_ids: Sequence[int], *, merchant_id: int, at: datetime
) -> None:
    topics = [topic] * len(subject_ids) + [CUSTOMER_UPDATED] * len(customer_ids)
    if topics:
        values = {"merchant": str(merchant_id), "topics": array_of(topics), "at": at}
        execute_prepared(_ANNOUNCE, {**values, "subjects": array_of([*subject_ids, *customer_ids])})


# Part of a statement: one fact for each row of `customers`, which names `merchant_id` and `customer_id`.
TELL_OF_CUSTOMERS = f"""
    INSERT INTO outbox_fact (merchant_id, topic, occurred_at, subject_id, payload)
    SELECT merchant_id, '{CUSTOMER_UPDATED}', %(at)s, customer_id, '{{{{}}}}' FROM {{customers}}
"""
_ANNOUNCE_SAYING = """
INSERT INTO outbox_fact (merchant_id, topic, occurred_at, subject_id, payload)
SELECT %s, %s, %s, said.* FROM unnest(%s::bigint[], %s::jsonb[]) AS said
"""
_ANNOUNCE = """
WITH told AS (
    INSERT INTO outbox_fact (merchant_id, topic, occurred_at, subject_id, payload)
    SELECT %(merchant)s::bigint, topic, %(at)s::timestamptz, subject_id, '{}'
    FROM unnest(%(topics)s::text[], %(subjects)s::bigint[]) AS said (topic, subject_id)
    RETURNING 1
)
SELECT count(*) FROM told
"""
