"""Whether something became of what apps were told when they were removed."""

from django.db import connection


def has_ended_farewells() -> bool:
    """Whether one is over that was not settled yet, at whichever merchant."""
    with connection.cursor() as cursor:
        cursor.execute(_HAS_ENDED)
        return bool(cursor.fetchone()[0])


_HAS_ENDED = """
SELECT EXISTS (
    SELECT FROM apps_marketplace_farewell farewell LEFT JOIN webhooks_delivery delivery
        ON delivery.merchant_id = farewell.merchant_id AND delivery.id = farewell.delivery_id
    WHERE farewell.state = 'waiting' AND coalesce(delivery.state NOT IN ('waiting', 'sending'), true)
)
"""
