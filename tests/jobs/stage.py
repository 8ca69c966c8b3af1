"""A real server and a real worker, and the means to hurt both."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from django.db import Error, connection

from loyalty.database.cluster import Cluster
from loyalty.database.processes import PROC
from loyalty.jobs.actions import later
from tests.jobs.effects import TABLES

Result = TypeVar("Result")

ROOT = Path(__file__).resolve().parents[2]
SECONDS = float(os.environ.get("CHAOS_SECONDS", "4"))
IS_LONG = SECONDS >= 30
# The product's own patience in a long run; a short one only shows that the watcher acts.
SILENCE = 15 if IS_LONG else 2.5
# In the order in which django-q2's sentinel forks them, for two workers.
CHILDREN = ("worker", "worker", "monitor", "pusher")


def environment(cluster: Cluster, home: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": cluster.url,
        "LOYALTY_DATA_DIR": str(home),
        "DJANGO_SETTINGS_MODULE": "tests.jobs.chaos_settings",
        **more,
    }


def prepare(cluster: Cluster, home: Path) -> None:
    """A running server with the tables of the queue, of jobs and of effects."""
    cluster.ensure()
    migrate = [sys.executable, "-m", "django", "migrate", "jobs", "-v0", "--skip-checks"]
    subprocess.run(migrate, cwd=ROOT, env=environment(cluster, home), check=True, timeout=60)
    with on_stage(cluster), connection.cursor() as cursor:
        cursor.execute(TABLES)


@contextmanager
def on_stage(cluster: Cluster) -> Iterator[None]:
    """Point this process's own connection at the stage's database."""
    usual = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict |= {
        "NAME": "grin",
        "USER": "grin",
        "HOST": str(cluster.socket_folder),
        "PORT": "",
    }
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= usual


def insist(act: Callable[[], Result], *, seconds: float = 30) -> Result:
    """Try again while the server restarts, as any caller with a key may."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return act()
        except Error:
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def wait_until(
    is_so: Callable[[], bool], *, seconds: float, meanwhile: Callable[[], None] = lambda: None
) -> float:
    """How many seconds it took, or infinity."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        meanwhile()
        if insist(is_so):
            return time.monotonic() - began
        time.sleep(0.1)
    return float("inf")


@dataclass
class Supervised:
    """`run_worker` under a supervisor that starts it again whenever it ends, as systemd does."""

    environ: Mapping[str, str]
    starts: int = 0
    _process: "subprocess.Popen[bytes] | None" = None

    def supervise(self) -> None:
        if self._process is None or self._process.poll() is not None:
            self.starts += 1
            command = [sys.executable, "-m", "django", "run_worker", "--silence", str(SILENCE)]
            self._process = subprocess.Popen(command, cwd=ROOT, env=self.environ)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(90)

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def children(pid: int) -> list[int]:
    """The processes that it forked and that live, oldest first."""
    found = []
    for entry in PROC.glob("[0-9]*"):
        with suppress(OSError):
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(entry.name))
    return sorted(found)


def descendants(pid: int) -> list[int]:
    """Its whole tree, itself first."""
    return [pid, *(each for child in children(pid) for each in descendants(child))]


def cast_of(worker: int) -> dict[str, list[int]]:
    """Which process of a fresh worker plays which role; nothing while it is not complete."""
    main = children(worker)
    sentinel = [each for pid in main for each in children(pid)]
    rest = [each for pid in sentinel for each in children(pid)]
    if len(rest) != len(CHILDREN):
        return {}
    named = {"run_worker": [worker], "main": main, "sentinel": sentinel}
    for role, pid in zip(CHILDREN, rest, strict=True):
        named.setdefault(role, []).append(pid)
    return named


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@dataclass
class Storm:
    """Jobs flow, processes of the worker are killed, the server is restarted."""

    server: Cluster
    worker: Supervised
    chance: random.Random
    pause: tuple[float, float]
    restart: tuple[float, float]
    expected: list[str] = field(default_factory=list)
    kills: int = 0
    restarts: int = 0

    def rage(self, seconds: float) -> None:
        now = time.monotonic()
        end, next_kill, next_restart = (
            now + seconds,
            now + self._wait(self.pause),
            now + self._wait(self.restart),
        )
        while (now := time.monotonic()) < end:
            self.worker.supervise()
            self._enqueue()
            if now > next_kill:
                self._kill()
                next_kill = now + self._wait(self.pause)
            if now > next_restart:
                self._restart()
                next_restart = now + self._wait(self.restart)
            time.sleep(0.15)

    def _wait(self, between: tuple[float, float]) -> float:
        return self.chance.uniform(*between)

    def _enqueue(self) -> None:
        key, pause = f"job-{len(self.expected)}", self.chance.uniform(0, 0.3)
        if self.chance.random() < 0.1:
            kind, args = "chaos.steps", {"key": key, "steps": 5, "seconds": pause}
            self.expected += [f"{key}/{step}" for step in range(5)]
        else:
            kind, args = "chaos.once", {"key": key, "seconds": pause}
            self.expected.append(key)
        for _delivery in range(1 + (self.chance.random() < 0.15)):
            insist(lambda: later(kind, merchant_id=1, key=key, args=args))

    def _kill(self) -> None:
        kill(self.chance.choice(descendants(self.worker.pid)))
        self.kills += 1

    def _restart(self) -> None:
        self.server.stop(is_immediate=self.chance.random() < 0.5)
        self.server.ensure()
        self.restarts += 1
