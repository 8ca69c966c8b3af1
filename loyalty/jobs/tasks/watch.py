"""Process 1 of a worker: keeps a cluster running, replaces one that fell silent, sweeps, keeps the clock."""

import logging
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.db import Error, connection
from django.db.models.functions import Now

from loyalty.jobs.actions import Clock, release, rouse, sweep, tick
from loyalty.jobs.models import Worker
from loyalty.jobs.tasks.cluster import ClusterProcesses
from loyalty.jobs.tasks.heart import START_LIMIT, Heart
from loyalty.jobs.tasks.processes import end_processes, processes_of, reap
from loyalty.jobs.tasks.records import forget, orphaned, recorded

logger = logging.getLogger(__name__)

# Seconds between two looks, between two sweeps, and for which a database that was away excuses silence.
LOOK = 1
SWEEP = 3
AWAY = 10
# Seconds a cluster may need to end its running tasks (Q_CLUSTER["timeout"], 60, and a little).
DRAIN = 70


@dataclass
class Watch:
    """Watches one cluster. `silence`: seconds without a sign of life after which it is replaced.

    `folder` holds a file for each worker of this machine, by which a successor finds what a killed one left.
    """

    silence: float
    folder: Path
    worker: str = field(default_factory=lambda: uuid4().hex)
    _stops: int = 0
    _alive: list[int] = field(default_factory=list)
    _left_behind: list[str] = field(default_factory=list)
    _started: dict[Clock, str] = field(default_factory=dict)
    _swept_at: float = 0
    _is_fresh: bool = True

    def __post_init__(self) -> None:
        self._heart = Heart(self.worker, silence=self.silence)
        self._cluster = ClusterProcesses(self.worker)

    def run(self) -> None:
        """Until SIGTERM or SIGINT: then the running slices end. A second signal ends them at once."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop())
        self._end_orphans()
        with recorded(self.folder, self.worker):
            try:
                while not self._stops:
                    self._look()
                self._if_there(lambda: Worker.objects.filter(token=self.worker).update(is_stopping=True))
                self._cluster.drain(seconds=DRAIN, is_hurried=lambda: self._stops > 1)
            finally:
                self._cluster.end()
            self._if_there(lambda: self._clear_away(self.worker))

    def _stop(self) -> None:
        self._stops += 1

    def _end_orphans(self) -> None:
        self._left_behind = orphaned(self.folder)
        for worker in self._left_behind:
            logger.warning("Worker %s was killed; ending what it left behind.", worker)
            end_processes(worker)

    def _look(self) -> None:
        reap()
        if not self._cluster.is_running():
            self._replace("is not running")
        if not self._if_there(self._look_at_database):
            self._heart.excuse(AWAY)
        deadline = time.monotonic() + LOOK
        while not self._stops and time.monotonic() < deadline:
            time.sleep(0.1)

    def _look_at_database(self) -> None:
        Worker.objects.get_or_create(token=self.worker, defaults={"host": socket.gethostname()})
        self._release_vanished()
        if self._heart.is_dead():
            self._replace("went silent")
        if self._is_fresh or time.monotonic() - self._swept_at >= SWEEP:
            self._sweep()

    def _sweep(self) -> None:
        tick(at=Worker.objects.values_list(Now(), flat=True)[0], started=self._started)
        rouse()
        # What a cluster that is gone had taken from the queue would come back only after Q_CLUSTER["retry"].
        sweep(again_after=timedelta(0)) if self._is_fresh else sweep()
        self._is_fresh, self._swept_at = False, time.monotonic()

    def _release_vanished(self) -> None:
        while self._left_behind:
            self._clear_away(self._left_behind[-1])
            forget(self.folder, self._left_behind.pop())
        alive = processes_of(self.worker)
        # Without /proc nobody can be seen to be gone, and leases run out by themselves.
        if alive and set(self._alive) - set(alive):
            release(self.worker, alive=alive)
            self._heart.suspect()
            self._is_fresh = True
        self._alive = alive

    def _replace(self, why: str) -> None:
        if self._cluster.was_started:
            logger.error("The cluster %s; starting another.", why)
        self._cluster.start()
        self._heart.restart()
        self._heart.excuse(START_LIMIT)
        self._is_fresh = True

    def _clear_away(self, worker: str) -> None:
        release(worker, alive=[])
        Heart(worker, silence=self.silence).forget()
        Worker.objects.filter(token=worker).delete()

    def _if_there(self, act: Callable[[], object]) -> bool:
        """Act on the database; False when it is away."""
        try:
            act()
        except Error as error:
            logger.warning("The database is away: %s", str(error).splitlines()[0])
            connection.close()
            return False
        return True
