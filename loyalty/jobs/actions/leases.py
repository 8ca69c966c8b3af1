"""Who may work on a job. Every statement is decided by the database's clock and by the fence."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from loyalty.errors import Refused
from loyalty.jobs.actions.hints import hint
from loyalty.jobs.actions.interruptions import LeaseLost
from loyalty.jobs.models import Job, State

# Seconds. Longer than a task may take (Q_CLUSTER["timeout"], 60), so that nobody works without a lease.
LEASE = 90
# Seconds: the wait after the first failure, doubled with each, and the longest.
FIRST_WAIT = 15
LONGEST_WAIT = 6 * 60 * 60
LONGEST_ERROR = 2000

# Which `run_worker` started this process; empty outside of one.
WORKER = "LOYALTY_WORKER"


class NotDue(Refused):
    code = "job_not_due"
    message = _("This job is running, finished or not due yet.")


@dataclass(frozen=True)
class Claim:
    """The right to work on a job until somebody else gets a higher `fence`."""

    job_id: int
    fence: int
    kind: str
    merchant_id: int | None
    args: Mapping[str, Any]
    checkpoint: Mapping[str, Any]
    done: int
    total: int | None
    failed: int


@dataclass(frozen=True)
class Standing:
    """What the holder of a lease has to know after each step."""

    is_cancel_requested: bool
    is_worker_stopping: bool


def current_worker() -> str:
    """The token of the `run_worker` this process belongs to, or nothing."""
    return os.environ.get(WORKER, "")


def claim(job_id: int) -> Claim:
    """Take a due job, counting the attempt at once, so that a job that kills its worker ends too.

    Refuses (`NotDue`) all but one of any number of callers.
    """
    given = {"id": job_id, "lease": LEASE, "worker": current_worker(), "pid": os.getpid()}
    for job in Job.objects.raw(_CLAIM, given):
        return Claim(
            job_id=job.pk,
            fence=job.fence,
            kind=job.kind,
            merchant_id=job.merchant_id,
            args=job.args,
            checkpoint=job.checkpoint,
            done=job.done,
            total=job.total,
            failed=job.failed,
        )
    raise NotDue


def advance(
    claim: Claim, *, done: int, total: int | None, failed: int, checkpoint: Mapping[str, Any]
) -> Standing:
    """Write progress and extend the lease. A new checkpoint repays the attempt. Raises LeaseLost."""
    given: dict[str, Any] = {
        "id": claim.job_id,
        "fence": claim.fence,
        "lease": LEASE,
        "done": done,
        "total": total,
        "failed": failed,
        "checkpoint": Jsonb(dict(checkpoint)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ADVANCE, given)
        row = cursor.fetchone()
    if row is None:
        raise LeaseLost
    return Standing(*row)


def finish(claim: Claim) -> None:
    """Done. Saying so twice is once. Raises LeaseLost."""
    ours = Job.objects.filter(pk=claim.job_id, fence=claim.fence)
    changed = ours.filter(state=State.LEASED).update(
        state=State.DONE, lease_until=None, finished_at=Now(), last_error="", is_fault=False
    )
    if not changed and not ours.filter(state=State.DONE).exists():
        raise LeaseLost


def end_cancelled(claim: Claim) -> None:
    """The job stopped because it was asked to. Raises LeaseLost."""
    _leave(claim, state=State.CANCELLED, finished_at=Now())


def give_back(claim: Claim) -> None:
    """End of a slice: the next one begins as soon as a worker is free. Raises LeaseLost."""
    _leave(claim, state=State.PENDING, next_at=Now(), hinted_at=Now())
    hint(claim.job_id)


def fail(
    claim: Claim, error: str, *, is_fault: bool, is_permanent: bool = False, retry_after: float | None = None
) -> None:
    """Wait and try again, or give up: when it is permanent, or when this was the last attempt.

    Waits at random up to 15 s, 30 s, 60 s … 6 h ("full jitter"), or `retry_after` seconds where somebody
    named them. `is_fault` says that `error` is ours, not a sentence for the merchant. Raises LeaseLost.
    """
    given: dict[str, Any] = {
        "id": claim.job_id,
        "fence": claim.fence,
        "error": error[:LONGEST_ERROR],
        "is_fault": is_fault,
        "is_permanent": is_permanent,
        "retry_after": retry_after,
        "first": FIRST_WAIT,
        "longest": LONGEST_WAIT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FAIL, given)
        if not cursor.rowcount:
            raise LeaseLost


def release(worker: str, *, alive: Sequence[int]) -> int:
    """Take back what this worker's vanished processes held, without waiting for the lease to run out.

    Only for somebody who has seen that every process but `alive` is gone. Returns how many jobs.
    """
    held = Job.objects.filter(state=State.LEASED, worker=worker)
    return held.exclude(worker_pid__in=alive).update(
        state=State.PENDING, lease_until=None, next_at=Now(), hinted_at=None, worker=""
    )


def _leave(claim: Claim, **changes: Any) -> None:
    ours = Job.objects.filter(pk=claim.job_id, fence=claim.fence, state=State.LEASED)
    if not ours.update(lease_until=None, **changes):
        raise LeaseLost


_CLAIM = """
UPDATE jobs_job SET
    state = 'leased', attempts = attempts + 1, fence = fence + 1,
    lease_until = statement_timestamp() + %(lease)s * interval '1 second',
    worker = %(worker)s, worker_pid = %(pid)s,
    started_at = coalesce(started_at, statement_timestamp()), claimed_at = statement_timestamp(),
    advanced_at = NULL, done_at_claim = done
WHERE id = %(id)s AND attempts < max_attempts AND NOT is_cancel_requested
    AND (
        state = 'pending' AND next_at <= statement_timestamp()
        OR state = 'leased' AND lease_until < statement_timestamp()
    )
RETURNING *
"""
_ADVANCE = """
UPDATE jobs_job SET
    attempts = CASE WHEN checkpoint = %(checkpoint)s THEN attempts ELSE 0 END,
    done = %(done)s, total = %(total)s, failed = %(failed)s, checkpoint = %(checkpoint)s,
    advanced_at = statement_timestamp(), lease_until = statement_timestamp() + %(lease)s * interval '1 second'
WHERE id = %(id)s AND fence = %(fence)s AND state = 'leased'
RETURNING is_cancel_requested, EXISTS (SELECT FROM jobs_worker WHERE token = worker AND is_stopping)
"""
_FAIL = """
UPDATE jobs_job SET
    state = CASE WHEN over THEN 'dead' ELSE 'pending' END,
    finished_at = CASE WHEN over THEN statement_timestamp() END,
    next_at = statement_timestamp() + wait * interval '1 second',
    lease_until = NULL, last_error = %(error)s, is_fault = %(is_fault)s
FROM (
    SELECT id AS failing, %(is_permanent)s OR attempts >= max_attempts AS over,
        coalesce(
            %(retry_after)s,
            random() * least(%(first)s * power(2, greatest(attempts - 1, 0)), %(longest)s)
        ) AS wait
    FROM jobs_job WHERE id = %(id)s
) AS verdict
WHERE id = failing AND fence = %(fence)s AND state = 'leased'
"""
