"""What the clock does to old messages."""

from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from loyalty.jobs.actions import Work

KEEP = timedelta(days=30)
BATCH = 1000


def forget_old_messages(work: Work) -> None:
    """Delete what is older than the log reaches back, and what is left of customers who were erased."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_EMPTY_ERASED)
    given: dict[str, Any] = {"keep": KEEP, "size": BATCH}
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_FORGET, given)
            if not cursor.rowcount:
                work.finish()
                return
            work.advance(done=work.done + cursor.rowcount)


_FORGET = """
DELETE FROM webhooks_message WHERE id IN ( -- whosever merchant's
    SELECT id FROM webhooks_message WHERE created_at < statement_timestamp() - %(keep)s
    ORDER BY created_at LIMIT %(size)s
)
"""
_EMPTY_ERASED = """
UPDATE webhooks_message message SET body = NULL FROM customers_customer person
WHERE person.merchant_id = message.merchant_id AND person.id = ANY(message.customer_ids)
    AND person.erased_at IS NOT NULL AND message.body IS NOT NULL
"""
