"""How work gets into the table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from psycopg.types.json import Jsonb

from loyalty.jobs.actions.hints import hint
from loyalty.jobs.actions.kinds import kind_named
from loyalty.jobs.models import Job


@transaction.atomic
def later(
    kind: str,
    *,
    merchant_id: int | None,
    key: str,
    args: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    author_id: int | None = None,
) -> Job:
    """Have a job done once the caller's transaction commits, or from `at` on.

    The same kind and key of the same merchant is the same job, finished or not. `args` are ids and small
    values: they stay in the table for months, so nothing personal. Raises UnknownKind for a kind that nothing
    runs.
    """
    given: dict[str, Any] = {
        "kind": kind,
        "merchant_id": merchant_id,
        "key": key,
        "args": Jsonb(dict(args or {})),
        "at": at,
        "author_id": author_id,
        "max_attempts": kind_named(kind).max_attempts,
    }
    for job in Job.objects.raw(_INSERT, given):
        if job.next_at <= job.created_at:
            hint(job.pk)
        return job
    return Job.objects.get(kind=kind, merchant_id=merchant_id, key=key)


# Not get_or_create: that needs a savepoint, and asks twice.
_INSERT = """
INSERT INTO jobs_job (
    merchant_id, kind, key, args, author_id, state, next_at, hinted_at, attempts, max_attempts, fence, worker,
    last_error, is_fault, is_cancel_requested, checkpoint, done, failed, done_at_claim
) VALUES (
    %(merchant_id)s, %(kind)s, %(key)s, %(args)s, %(author_id)s, 'pending',
    coalesce(%(at)s, statement_timestamp()), statement_timestamp(), 0, %(max_attempts)s, 0, '',
    '', false, false, '{}', 0, 0, 0
)
ON CONFLICT ON CONSTRAINT jobs_enqueued_once DO NOTHING
RETURNING *
"""
