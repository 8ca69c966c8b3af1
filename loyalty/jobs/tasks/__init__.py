"""What django-q2 calls. It is given whole numbers only; everything else is read from the job."""

import logging

from loyalty.jobs.actions import NotDue, claim
from loyalty.jobs.tasks.pulses import note_beat, note_life
from loyalty.jobs.tasks.slices import run_slice

logger = logging.getLogger(__name__)


def run(job_id: int) -> None:
    """Work on a job if it is due; what somebody else has in hand, and what is over, is let be."""
    if note_life():
        return
    try:
        claimed = claim(job_id)
    except NotDue:
        return
    run_slice(claimed)


def beat(number: int) -> None:
    """Shows the watcher that something put into the queue comes out of it."""
    note_beat(number)


__all__ = ["beat", "run"]
