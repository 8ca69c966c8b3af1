"""What the clock does to facts that everybody was told of."""

from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from loyalty.jobs.actions import Work

KEEP = timedelta(days=30)
BATCH = 5_000


def forget_old_facts(work: Work) -> None:
    """Delete facts told more than 30 days ago; who was not told yet still will be."""
    after, is_over = work.checkpoint.get("after", 0), False
    while not is_over:
        with transaction.atomic(), connection.cursor() as cursor:
            given: dict[str, Any] = {"after": after, "size": BATCH, "keep": KEEP}
            cursor.execute(_FORGET, given)
            after, forgotten, is_over = cursor.fetchone()
            if is_over:
                work.finish()
            else:
                work.advance(done=work.done + forgotten, checkpoint={"after": after})


# Looks at some thousand facts in the order of their ids, which needs no index, up to the first that are young.
_FORGET = """
WITH looked_at AS (
    SELECT id, told_at, created_at FROM outbox_fact -- whosever merchant's
    WHERE id > %(after)s ORDER BY id LIMIT %(size)s
), forgotten AS (
    DELETE FROM outbox_fact fact USING looked_at
    WHERE fact.id = looked_at.id AND looked_at.told_at < statement_timestamp() - %(keep)s
    RETURNING fact.id
)
SELECT max(id), (SELECT count(*) FROM forgotten),
    count(*) < %(size)s OR max(created_at) >= statement_timestamp() - %(keep)s
FROM looked_at
"""
