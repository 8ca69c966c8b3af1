"""What the clock does to a merchant's request log."""

from django.db import transaction
from django.utils.timezone import now

from loyalty.jobs.actions import Work
from loyalty.merchants.actions import forget_requests


def forget_old_requests(work: Work) -> None:
    """Delete what is older than the log reaches back, some thousand lines at a time."""
    while True:
        with transaction.atomic():
            forgotten = forget_requests(at=now())
            if not forgotten:
                work.finish()
                return
            work.advance(done=work.done + forgotten)
