"""From the outbox to the endpoints: what happened becomes messages, each on its way to whoever asked for it."""

from typing import Any

from django.db import connection, transaction

from loyalty.outbox.actions import CUSTOMER_UPDATED, POINTS_EXPIRING
from loyalty.webhooks.models import Topic

BATCH = 1000
# A transaction that moves points tells of their owner at its end; none is open for longer than this.
LONGEST_TRANSACTION = "1 hour"


@transaction.atomic
def tell_endpoints(size: int = BATCH) -> int:
    """Turn the oldest facts that nobody was told of, `size` at most, into deliveries; how many facts.

    One statement for all merchants. Any number may do it at once and be killed at any moment: a fact is marked and its
    deliveries are written together, and the database holds one message for each fact.
    """
    given: dict[str, Any] = {
        "size": size,
        "changed": CUSTOMER_UPDATED,
        "expiring": POINTS_EXPIRING,
        "points_expiring": Topic.POINTS_EXPIRING,
        "points_created": Topic.POINTS_CREATED,
        "tier_changed": Topic.TIER_CHANGED,
        "longest": LONGEST_TRANSACTION,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TELL, given)
        told: list[tuple[int, str, int]] = cursor.fetchall()
        if touched := sorted({subject for _merchant, topic, subject in told if topic == CUSTOMER_UPDATED}):
            cursor.execute(_FORGET_ERASED, [touched, touched])
    return len(told)


# `awaited` is what some endpoint listens to; for merchants without one, nothing more is done than marking the facts.
# Of rows that are read as they are when they are sent, only the last of several facts is told. Entries of the ledger
# and moves between tiers have no facts of their own, which keeps orders fast: they are found by their customer's, each
# becomes one message in its life.
_TELL = """
WITH batch AS (
    SELECT id FROM outbox_fact WHERE told_at IS NULL ORDER BY id LIMIT %(size)s FOR NO KEY UPDATE SKIP LOCKED
), told AS (
    UPDATE outbox_fact fact SET told_at = statement_timestamp() FROM batch WHERE fact.id = batch.id
    RETURNING fact.id, fact.merchant_id, fact.topic, fact.subject_id, fact.payload, fact.occurred_at, fact.created_at
), awaited AS MATERIALIZED (
    SELECT merchant_id, topic, min(created_at) AS since FROM webhooks_endpoint, unnest(topics) AS topic
    WHERE is_active AND merchant_id IN (SELECT merchant_id FROM told)
    GROUP BY merchant_id, topic
), happened AS (
    SELECT DISTINCT ON (merchant_id, said.topic, subject_id, CASE WHEN payload = '{}' THEN 0 ELSE id END)
        id, merchant_id, said.topic, subject_id, payload, occurred_at
    FROM told, LATERAL (
        SELECT CASE told.topic WHEN %(expiring)s THEN %(points_expiring)s ELSE told.topic END AS topic
    ) AS said
    ORDER BY merchant_id, said.topic, subject_id, CASE WHEN payload = '{}' THEN 0 ELSE id END, id DESC
), everything AS (
    SELECT id, merchant_id, topic, subject_id, payload, occurred_at FROM happened
    UNION ALL
    SELECT DISTINCT NULL::bigint, entry.merchant_id, %(points_created)s, entry.id, '{}'::jsonb, entry.occurred_at
    FROM told JOIN awaited ON awaited.merchant_id = told.merchant_id AND awaited.topic = %(points_created)s
    JOIN points_pointstransaction entry
        ON entry.merchant_id = told.merchant_id AND entry.customer_id = told.subject_id AND entry.points <> 0
        AND entry.created_at >= greatest(awaited.since, told.created_at - %(longest)s::interval)
    WHERE told.topic = %(changed)s
    UNION ALL
    SELECT DISTINCT NULL::bigint, move.merchant_id, %(tier_changed)s, move.id, '{}'::jsonb, move.moved_at
    FROM told JOIN awaited ON awaited.merchant_id = told.merchant_id AND awaited.topic = %(tier_changed)s
    JOIN vip_tiermove move
        ON move.merchant_id = told.merchant_id AND move.customer_id = told.subject_id
        AND move.created_at >= greatest(awaited.since, told.created_at - %(longest)s::interval)
    WHERE told.topic = %(changed)s
), message AS (
    INSERT INTO webhooks_message (merchant_id, topic, subject_id, fact_id, payload, happened_at)
    SELECT everything.merchant_id, everything.topic, subject_id, everything.id, payload, occurred_at
    FROM everything JOIN awaited
        ON awaited.merchant_id = everything.merchant_id AND awaited.topic = everything.topic
    ORDER BY occurred_at, everything.id
    ON CONFLICT DO NOTHING
    RETURNING id, merchant_id, topic
), delivery AS (
    INSERT INTO webhooks_delivery (merchant_id, endpoint_id, message_id)
    SELECT message.merchant_id, endpoint.id, message.id
    FROM message JOIN webhooks_endpoint endpoint
        ON endpoint.merchant_id = message.merchant_id AND endpoint.is_active AND message.topic = ANY(endpoint.topics)
    ORDER BY message.id
)
SELECT merchant_id, topic, subject_id FROM told
"""
# What was said of somebody who was erased meanwhile, whether under their own name or of whoever was merged into them.
_FORGET_ERASED = """
WITH erased AS (
    SELECT person.merchant_id, person.id FROM customers_customer person
    WHERE person.erased_at IS NOT NULL AND (person.id = ANY(%s) OR person.merged_into_id = ANY(%s))
), emptied AS (
    UPDATE webhooks_message message SET body = NULL FROM erased
    WHERE message.merchant_id = erased.merchant_id AND message.customer_ids @> ARRAY[erased.id] AND body IS NOT NULL
    RETURNING message.id, message.merchant_id
)
UPDATE webhooks_attempt attempt SET answer = '' FROM webhooks_delivery delivery, emptied
WHERE delivery.merchant_id = emptied.merchant_id AND delivery.message_id = emptied.id
    AND attempt.merchant_id = delivery.merchant_id AND attempt.delivery_id = delivery.id
"""
