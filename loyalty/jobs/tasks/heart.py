"""Whether a cluster is alive: beats put into its queue must come out of it, run and acknowledged."""

import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django_q.models import OrmQ
from django_q.tasks import async_task

from loyalty.jobs.models import Job, State, Worker
from loyalty.jobs.tasks.broker import own_queue

# Seconds between beats, and what a fresh cluster may need before its first one.
BEAT = 2
START_LIMIT = 15
# Seconds of silence that are enough once a process was seen to vanish: it may have died with a lock in its hand.
SUSPICIOUS = 6
MOST_WAITING = 20
# Seconds after its timeout in which django-q2 ends a task that does not end itself.
GRACE = 15


@dataclass
class Heart:
    """Listens to one worker. `silence`: for how many seconds it may be still before it counts as dead."""

    worker: str
    silence: float
    _number: int = 0
    _sent_at: float = 0
    _rows: dict[int, int] = field(default_factory=dict)
    _unacknowledged_since: float | None = None
    _excused_until: float = 0
    _excused_for: int = 0
    _suspected_for: int = 0
    _is_fresh: bool = True

    def excuse(self, seconds: float) -> None:
        """Ask for no sign of life for a while, or until the next: it starts, or the database was away."""
        self._excused_for = self._number + 1
        self._excused_until = time.monotonic() + self.silence + seconds
        self._unacknowledged_since = None

    def suspect(self) -> None:
        """Lose patience sooner, until the next beat has come all the way: one of its processes vanished."""
        self._suspected_for = self._number + 1

    def restart(self) -> None:
        """The cluster was replaced: what was sent to the old one says nothing about the new."""
        self._rows.clear()
        self._is_fresh = True

    def forget(self) -> None:
        """Take back all beats."""
        OrmQ.objects.filter(key=own_queue(self.worker)).delete()

    def is_dead(self) -> bool:
        """Listen, and send a beat. Dead: nothing is taken from the queue, or nothing is acknowledged."""
        if self._is_fresh:
            self.forget()
            self._is_fresh = False
        waiting = set(OrmQ.objects.filter(key=own_queue(self.worker)).values_list("pk", flat=True))
        heard = Worker.objects.annotate(age=Now() - F("beat_at")).get(token=self.worker)
        self._note_acknowledgement(heard.beat, waiting)
        if len(waiting) < MOST_WAITING and time.monotonic() - self._sent_at >= min(BEAT, self.silence / 4):
            self._send()
        if heard.beat < self._excused_for and time.monotonic() < self._excused_until:
            return False
        if heard.age > timedelta(seconds=self._patience()) and not self._is_all_busy():
            return True
        return self._is_unacknowledged()

    def _patience(self) -> float:
        return min(self.silence, SUSPICIOUS) if self._suspected_for else self.silence

    def _send(self) -> None:
        self._number += 1
        self._sent_at = time.monotonic()
        own = own_queue(self.worker)
        with transaction.atomic():
            async_task("loyalty.jobs.tasks.beat", self._number, q_options={"cluster": own})
            self._rows[self._number] = OrmQ.objects.filter(key=own).latest("pk").pk

    def _note_acknowledgement(self, beat: int, waiting: set[int]) -> None:
        # Only of a beat that was run: one whose pusher was killed stays in the queue and means nothing.
        self._rows = {number: row for number, row in self._rows.items() if number >= beat}
        if self._rows.get(beat) not in waiting:
            self._unacknowledged_since = None
            self._suspected_for = 0 if beat >= self._suspected_for else self._suspected_for
        elif self._unacknowledged_since is None:
            self._unacknowledged_since = time.monotonic()

    def _is_unacknowledged(self) -> bool:
        since = self._unacknowledged_since
        return since is not None and time.monotonic() - since > self._patience()

    def _is_all_busy(self) -> bool:
        # Longer than its timeout no task runs: then the lease is no sign of life.
        longest = timedelta(seconds=settings.Q_CLUSTER["timeout"] + GRACE)
        held = Job.objects.filter(state=State.LEASED, worker=self.worker, claimed_at__gt=Now() - longest)
        return held.count() >= int(settings.Q_CLUSTER["workers"])
