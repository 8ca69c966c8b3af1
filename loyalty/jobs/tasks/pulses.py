"""Signs of life of a worker, read by the one who watches it."""

from django.db.models.functions import Now

from loyalty.jobs.actions.leases import current_worker
from loyalty.jobs.models import Worker


def note_life() -> bool:
    """Note that this worker took something from the queue; True when it is to take no more."""
    ours = Worker.objects.filter(token=current_worker())
    return bool(ours.update(beat_at=Now())) and ours.filter(is_stopping=True).exists()


def note_beat(number: int) -> None:
    Worker.objects.filter(token=current_worker()).update(beat_at=Now(), beat=number)
