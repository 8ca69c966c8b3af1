"""Housekeeping, started by the clock."""

from django.db import transaction
from django.utils.timezone import now

from loyalty.api.actions import forget_answers, forget_buckets
from loyalty.jobs.actions import Work


def forget_old_answers(work: Work) -> None:
    """Delete answers that nobody will ask for again, and the counters of callers who went."""
    forget_buckets(at=now())
    while True:
        with transaction.atomic():
            forgotten = forget_answers(at=now())
            if not forgotten:
                work.finish()
                return
            work.advance(done=work.done + forgotten)
