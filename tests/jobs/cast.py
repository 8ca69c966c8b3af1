"""Jobs and clocks for tests."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db.models.functions import Now

from loyalty.jobs.actions import Work, claim, later
from loyalty.jobs.models import Job

MERCHANT = 7
STRANGER = 8


def make_job(kind: str = "test.add_once", *, merchant_id: int | None = MERCHANT, **args: Any) -> Job:
    """A job that is due now."""
    key = uuid4().hex
    return later(kind, merchant_id=merchant_id, key=key, args={"key": key, **args})


def reload(job: Job) -> Job:
    """The job as it stands in the database now."""
    job.refresh_from_db()
    return job


def let_lease_run_out(job: Job) -> None:
    """As if its worker had been away for longer than its lease."""
    Job.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=1))


def make_due(job: Job) -> None:
    """As if the wait after a failure were over."""
    Job.objects.filter(pk=job.pk).update(next_at=Now(), hinted_at=None)


def take(job: Job) -> Work:
    """Claim the job as a worker does."""
    return Work.of(claim(job.pk))
