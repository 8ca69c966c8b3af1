"""Jobs of which there is one row for ever: the truth of what they have to do stands in the rows of their own room."""

import logging
from typing import Any

from django.db import DatabaseError, connection, transaction

from loyalty.jobs.actions.hints import hint
from loyalty.jobs.actions.kinds import Standing, kind_named, standing_jobs

logger = logging.getLogger(__name__)

KEY = "standing"
# Seconds after which one that used up its attempts is given new ones: nobody else will ever do its work.
PAUSE = 300


def rouse() -> None:
    """Wake every standing job that has something to do. One that is waiting or running already is left alone."""
    for standing in standing_jobs():
        # One that cannot be asked must not stop the others, nor the sweep.
        try:
            with transaction.atomic():
                _rouse(standing)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("Whether %s is needed could not be told.", standing.kind)


def _rouse(standing: Standing) -> None:
    if not standing.is_needed():
        return
    given: dict[str, Any] = {
        "kind": standing.kind,
        "key": KEY,
        "pause": PAUSE,
        "max_attempts": kind_named(standing.kind).max_attempts,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WAKE, given)
        for (job_id,) in cursor.fetchall():
            hint(job_id)


_WAKE = """
INSERT INTO jobs_job (
    merchant_id, kind, key, args, state, next_at, hinted_at, attempts, max_attempts, fence, worker,
    last_error, is_fault, is_cancel_requested, checkpoint, done, failed, done_at_claim
) VALUES (
    NULL, %(kind)s, %(key)s, '{}', 'pending', statement_timestamp(), statement_timestamp(), 0, %(max_attempts)s, 0, '',
    '', false, false, '{}', 0, 0, 0
)
ON CONFLICT ON CONSTRAINT jobs_enqueued_once DO UPDATE SET
    state = 'pending', next_at = excluded.next_at, hinted_at = excluded.hinted_at, attempts = 0,
    max_attempts = excluded.max_attempts, is_cancel_requested = false, finished_at = NULL, started_at = NULL,
    checkpoint = '{}', done = 0, total = NULL, failed = 0
WHERE jobs_job.state IN ('done', 'cancelled')
    OR jobs_job.state = 'dead' AND jobs_job.finished_at < statement_timestamp() - %(pause)s * interval '1 second'
RETURNING id
"""
