"""The processes of a cluster: known by a word in their environment, ended without survivors."""

import ctypes
import os
import signal
import sys
import time
from contextlib import suppress

from loyalty.database.processes import PROC
from loyalty.jobs.actions.leases import WORKER

# Seconds. A process that SIGKILL does not end hangs in the kernel; then only a restart of the machine helps.
END_LIMIT = 20
PR_SET_PDEATHSIG = 1


class SurvivorsError(RuntimeError):
    """Processes that could not be ended. Nothing new may be started beside them."""


def processes_of(worker: str) -> list[int]:
    """Every living process that this worker started, orphaned or not; none where there is no /proc."""
    mark = f"{WORKER}={worker}".encode()
    return [int(entry.name) for entry in PROC.glob("[0-9]*") if mark in _environment(entry.name)]


def end_processes(worker: str, *, group: int | None = None) -> None:
    """SIGKILL to all of the worker's processes, until none is left. Raises SurvivorsError."""
    deadline = time.monotonic() + END_LIMIT
    if group is not None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
    while left := processes_of(worker):
        if time.monotonic() > deadline:
            raise SurvivorsError(f"Processes {left} cannot be ended.")
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        reap()
        time.sleep(0.05)


def reap() -> None:
    """Take leave of processes that ended. As process 1 of a container we inherit every orphan."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def die_with_parent(parent: int) -> None:
    """Have the kernel end this process when `parent` dies, and likewise every process forked from it.

    Only Linux can; elsewhere the watcher ends the whole process group.
    """
    _die_with(parent)
    forking: list[int] = [os.getpid()]
    os.register_at_fork(
        before=lambda: forking.__setitem__(0, os.getpid()), after_in_child=lambda: _die_with(forking[0])
    )


def _die_with(parent: int) -> None:
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _environment(pid: str) -> list[bytes]:
    try:
        return (PROC / pid / "environ").read_bytes().split(b"\0")
    except OSError:
        return []
