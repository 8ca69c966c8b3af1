"""Whether anything has to leave, for whichever merchant."""

from django.db import connection


def has_work() -> bool:
    """Whether somebody has to be told of something, a delivery is due, or one was lost with its sender."""
    with connection.cursor() as cursor:
        cursor.execute(_HAS_WORK)
        return bool(cursor.fetchone()[0])


_HAS_WORK = """
SELECT EXISTS (SELECT FROM outbox_fact WHERE told_at IS NULL) -- of any merchant
    OR EXISTS (
        SELECT FROM webhooks_endpoint endpoint
        WHERE endpoint.is_active AND endpoint.paused_at IS NULL AND EXISTS (
            SELECT FROM webhooks_delivery delivery WHERE delivery.endpoint_id = endpoint.id
                AND delivery.state = 'waiting' AND delivery.next_at <= statement_timestamp()
        )
    )
    OR EXISTS (
        SELECT FROM webhooks_delivery WHERE state = 'waiting' AND is_last AND next_at <= statement_timestamp()
    )
    OR EXISTS (SELECT FROM webhooks_delivery WHERE state = 'sending' AND lease_until < statement_timestamp())
"""
