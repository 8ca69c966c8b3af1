"""The room's own housekeeping, started by the clock."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django_q.models import Task

from loyalty.jobs.actions import Work
from loyalty.jobs.models import Job, State, Worker

# A key is remembered for this long: what arrives later again is caught by the keys of the books.
KEEP_FINISHED = timedelta(days=90)
KEEP_CLOCKS = timedelta(days=7)
KEEP_FAILURES = timedelta(days=30)
KEEP_WORKERS = timedelta(days=1)
BATCH = 5_000


def forget_finished(work: Work) -> None:
    """Delete jobs long done or cancelled, django-q2's own failures, and workers that never said goodbye."""
    over = Job.objects.filter(state__in=[State.DONE, State.CANCELLED])
    old = over.filter(finished_at__lt=Now() - KEEP_FINISHED).values_list("pk", flat=True)
    while ids := list(old[:BATCH]):
        with transaction.atomic():
            Job.objects.filter(pk__in=ids).delete()
            work.advance(done=work.done + len(ids))
    with transaction.atomic():
        over.filter(merchant_id=None, finished_at__lt=Now() - KEEP_CLOCKS).delete()
        Task.objects.filter(stopped__lt=Now() - KEEP_FAILURES).delete()
        Worker.objects.filter(beat_at__lt=Now() - KEEP_WORKERS).delete()
        work.finish()
