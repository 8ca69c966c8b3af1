"""Taking what is due, so that nobody else sends it meanwhile. Everything about time is the database's clock."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from loyalty.database.arrays import array_of, arrays_of
from loyalty.webhooks.mapping import WAITS
from loyalty.webhooks.models import Failure
from loyalty.webhooks.snapshots import Parcel

# Seconds. Longer than the longest request, so that nobody else believes its sender dead.
LEASE = 60
# At once to one endpoint, and to one whose last attempt failed: it is asked whether it is back, and keeps nobody else.
EACH = 4
EACH_FAILING = 1
MOST_ENDPOINTS = 64


def claim_parcels(room: int, *, to_failing: bool = False) -> list[Parcel]:
    """What is due, `room` at most, whoever has waited longest first; claimed once by any number of callers.

    A few for each endpoint: one that is slow keeps nobody else waiting. Farewells go whether their endpoint is off or
    failing.
    """
    given = {
        "room": room,
        "to_failing": to_failing,
        "each": EACH_FAILING if to_failing else EACH,
        "most": MOST_ENDPOINTS,
        "lease": LEASE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, given)
        return [_parcel(row) for row in cursor.fetchall()]


def _parcel(row: Sequence[Any]) -> Parcel:
    # Django has the driver leave JSON as text.
    values = [*row[:-1], json.loads(row[-1])]
    return Parcel(*values)


def give_back_vanished() -> int:
    """What somebody claimed who did not come back is tried again at once, as often as an attempt may fail."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, {"most": len(WAITS), "failure": Failure.INTERRUPTED, "lease": LEASE})
        count: int = cursor.rowcount
    return count


def keep_bodies(bodies: Mapping[int, tuple[str, Sequence[int]]], *, merchant_id: int) -> dict[int, str]:
    """What the messages say from now on, by id; what somebody else wrote first stands."""
    rows: Sequence[Sequence[Any]] = [(key, body, array_of(people)) for key, (body, people) in bodies.items()]
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [*arrays_of(rows), merchant_id])
        return dict(cursor.fetchall())


_CLAIM = """
WITH waiting AS (
    SELECT endpoint.id, endpoint.merchant_id FROM webhooks_endpoint endpoint, LATERAL (
        SELECT min(next_at) AS since FROM webhooks_delivery delivery
        WHERE delivery.endpoint_id = endpoint.id AND delivery.state = 'waiting'
    ) AS oldest
    WHERE endpoint.is_active AND endpoint.paused_at IS NULL
        AND (endpoint.failing_since IS NOT NULL) = %(to_failing)s AND oldest.since <= statement_timestamp()
    ORDER BY oldest.since LIMIT %(most)s
), due AS (
    SELECT picked.id FROM waiting, LATERAL (
        SELECT delivery.id FROM webhooks_delivery delivery
        WHERE delivery.endpoint_id = waiting.id AND delivery.merchant_id = waiting.merchant_id
            AND delivery.state = 'waiting' AND NOT delivery.is_last AND delivery.next_at <= statement_timestamp()
        ORDER BY delivery.next_at, delivery.id
        LIMIT greatest(0, %(each)s - (
            SELECT count(*) FROM webhooks_delivery busy WHERE busy.endpoint_id = waiting.id AND busy.state = 'sending'
        ))
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS picked
    LIMIT %(room)s
), farewell AS (
    SELECT id FROM webhooks_delivery
    WHERE NOT %(to_failing)s AND state = 'waiting' AND is_last AND next_at <= statement_timestamp()
    ORDER BY next_at, id LIMIT greatest(0, %(room)s - (SELECT count(*) FROM due))
    FOR NO KEY UPDATE SKIP LOCKED
), leaving AS (
    SELECT id FROM due UNION ALL SELECT id FROM farewell
)
UPDATE webhooks_delivery delivery SET
    state = 'sending', attempts = delivery.attempts + 1, tried_at = statement_timestamp(),
    lease_until = statement_timestamp() + %(lease)s * interval '1 second'
FROM leaving, webhooks_endpoint endpoint, webhooks_message message
WHERE delivery.id = leaving.id
    AND endpoint.merchant_id = delivery.merchant_id AND endpoint.id = delivery.endpoint_id
    AND message.merchant_id = delivery.merchant_id AND message.id = delivery.message_id
RETURNING delivery.id, delivery.merchant_id, endpoint.id, delivery.attempts, endpoint.url,
    endpoint.secret, endpoint.previous_secret, endpoint.previous_until,
    message.id, message.uid, message.topic, message.subject_id, message.body, message.happened_at,
    message.payload
"""
_GIVE_BACK = """
WITH vanished AS (
    UPDATE webhooks_delivery delivery SET
        state = CASE WHEN attempts > %(most)s THEN 'failed' ELSE 'waiting' END,
        failure = %(failure)s, status = NULL, lease_until = NULL, next_at = statement_timestamp()
    FROM (
        SELECT id FROM webhooks_delivery WHERE state = 'sending' AND lease_until < statement_timestamp()
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS late
    WHERE delivery.id = late.id
    RETURNING delivery.id, merchant_id, tried_at
)
INSERT INTO webhooks_attempt (merchant_id, delivery_id, at, milliseconds, status, failure, answer)
SELECT merchant_id, id, tried_at, %(lease)s * 1000, NULL, %(failure)s, '' FROM vanished
"""
_KEEP = """
UPDATE webhooks_message message SET
    body = coalesce(message.body, said.body), customer_ids = said.customer_ids::bigint[]
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS said (id, body, customer_ids)
WHERE message.merchant_id = %s AND message.id = said.id
RETURNING message.id, message.body
"""
