"""django-q2's cluster as a thing that can be started, asked to end, and ended."""

import os
import subprocess
import sys
import time
from collections.abc import Callable

from django.conf import settings

from loyalty.jobs.actions.leases import WORKER
from loyalty.jobs.tasks.processes import end_processes


class ClusterProcesses:
    """One cluster at a time, in a session of its own, so that no key or signal reaches it but ours."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._main: subprocess.Popen[bytes] | None = None

    @property
    def was_started(self) -> bool:
        return self._main is not None

    def is_running(self) -> bool:
        """Whether its main process lives. The others may be dead or hung."""
        return self._main is not None and self._main.poll() is None

    def start(self) -> None:
        """Start one, after ending whatever is left of the one before."""
        self.end()
        self._main = subprocess.Popen(  # noqa: S603 -- our own command
            [sys.executable, "-m", "django", "run_cluster", "--parent", str(os.getpid())],
            cwd=settings.BASE_DIR,
            env={**os.environ, WORKER: self._worker, "LOYALTY_PROCESS": "worker"},
            start_new_session=True,
        )

    def drain(self, *, seconds: float, is_hurried: Callable[[], bool]) -> None:
        """Let running tasks end. Only the main process hears SIGTERM: the others would die of it."""
        if self._main is None or not self.is_running():
            return
        self._main.terminate()
        deadline = time.monotonic() + seconds
        while self.is_running() and not is_hurried() and time.monotonic() < deadline:
            time.sleep(0.1)

    def end(self) -> None:
        """SIGKILL to all its processes, until none is left."""
        if self._main is not None:
            end_processes(self._worker, group=self._main.pid)
            self._main.wait()
            self._main = None
