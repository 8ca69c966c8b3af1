"""What people do to jobs."""

from django.db import transaction
from django.db.models import Case, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused
from loyalty.jobs.actions.hints import hint
from loyalty.jobs.models import Job, State, states_before


class JobOver(Refused):
    code = "job_over"
    message = _("This job is finished and cannot be cancelled.")


class NotDead(Refused):
    code = "job_not_dead"
    message = _("Only a job that was stopped by an error can be tried again.")


def cancel(job: Job) -> None:
    """End a waiting or dead job now, a running one at its next step. Twice is once.

    Refuses a job that is done (`JobOver`).
    """
    open_jobs = Job.objects.filter(pk=job.pk, state__in=states_before(State.CANCELLED))
    # One statement: between looking and writing the job could have been claimed.
    is_running = When(state=State.LEASED, then=Value(State.LEASED.value))
    has_no_end = When(state=State.LEASED, then=Value(None))
    changed = open_jobs.update(
        state=Case(is_running, default=Value(State.CANCELLED.value)),
        finished_at=Case(has_no_end, default=Now()),
        is_cancel_requested=True,
    )
    if not changed and not Job.objects.filter(pk=job.pk, state=State.CANCELLED).exists():
        raise JobOver


@transaction.atomic
def retry(job: Job) -> None:
    """Give a dead job its attempts back; it goes on from its checkpoint. Refuses any other (`NotDead`)."""
    changed = Job.objects.filter(pk=job.pk, state=State.DEAD).update(
        state=State.PENDING,
        attempts=0,
        next_at=Now(),
        hinted_at=Now(),
        finished_at=None,
        is_cancel_requested=False,
    )
    if not changed:
        raise NotDead
    hint(job.pk)
