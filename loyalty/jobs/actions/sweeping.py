"""What is done every few seconds, so that nothing is forgotten whoever dies."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django_q.conf import Conf
from django_q.models import OrmQ

from loyalty.jobs.actions.hints import hint
from loyalty.jobs.models import Job, State

# After this long a job that is due and was not taken is put into the queue once more.
HINT_AGAIN = timedelta(seconds=5)
# A queue with this many rows waiting keeps the workers busy without more.
QUEUE_ROOM = 100

VANISHED = "The worker vanished in the middle of every attempt."


@dataclass(frozen=True)
class Swept:
    """How many jobs a sweep touched."""

    buried: int
    cancelled: int
    hinted: int


def sweep(*, again_after: timedelta = HINT_AGAIN) -> Swept:
    """Bury the jobs whose attempts are used up, end the cancelled, put what is due back into the queue.

    Any number of sweepers may run at once. `again_after` is how long a hint is believed to be on its way.
    """
    return Swept(buried=_bury(), cancelled=_end_cancelled(), hinted=_hint_due(again_after))


@transaction.atomic
def _bury() -> int:
    exhausted = Job.objects.due().exhausted()
    exhausted.filter(last_error="").update(last_error=VANISHED, is_fault=True)
    return exhausted.update(state=State.DEAD, lease_until=None, finished_at=Now())


def _end_cancelled() -> int:
    asked = Job.objects.due().filter(is_cancel_requested=True)
    return asked.update(state=State.CANCELLED, lease_until=None, finished_at=Now())


@transaction.atomic
def _hint_due(again_after: timedelta) -> int:
    waiting = OrmQ.objects.filter(key=Conf.CLUSTER_NAME, lock__lte=Now()).count()
    forgotten = Q(hinted_at=None) | Q(hinted_at__lt=Now() - again_after)
    # Skip what another sweeper has in hand: it will hint.
    due = Job.objects.due().filter(forgotten).select_for_update(skip_locked=True).order_by("next_at")
    ids = list(due.values_list("pk", flat=True)[: max(QUEUE_ROOM - waiting, 0)])
    Job.objects.filter(pk__in=ids).update(hinted_at=Now())
    for job_id in ids:
        hint(job_id)
    return len(ids)
