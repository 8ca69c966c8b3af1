"""kill -9 for the processes of a worker, restarts of PostgreSQL; work must neither be lost nor doubled.

`CHAOS_SECONDS=240 pytest -m chaos tests/jobs` rages for longer and kills every role; `CHAOS_SEED` varies it.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django_q.models import OrmQ
from django_q.tasks import async_task
from pytest_django import DjangoDbBlocker

from loyalty.database.cluster import Cluster
from loyalty.jobs.actions import later
from loyalty.jobs.models import Job, State, Worker
from loyalty.jobs.tasks.processes import end_processes, processes_of
from tests.jobs.conftest import CLEAR
from tests.jobs.effects import balance, entries
from tests.jobs.stage import (
    IS_LONG,
    ROOT,
    SECONDS,
    SILENCE,
    Storm,
    Supervised,
    cast_of,
    children,
    environment,
    kill,
    on_stage,
    prepare,
    wait_until,
)

pytestmark = pytest.mark.chaos

SEED = int(os.environ.get("CHAOS_SEED", "7"))
PAUSE, RESTART = ((2.5, 5.5), (18, 30)) if IS_LONG else ((0.7, 1.0), (2, 3))
RECOVERY = 30
ROLES = [
    "all idle workers",
    "idle worker",
    "busy worker",
    "pusher",
    "monitor",
    "sentinel",
    "main",
    "run_worker",
]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Open to the server's account, which pytest's own folders are not."""
    folder = Path(tempfile.mkdtemp(prefix="grin-chaos-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def server(home: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Cluster]:
    """A server that syncs to disk, with this process's connection pointing at it."""
    cluster = Cluster(home / "postgres", environ={})
    with django_db_blocker.unblock():
        prepare(cluster, home)
        with on_stage(cluster):
            yield cluster
    cluster.stop(is_immediate=True)


@pytest.fixture(scope="module")
def worker(server: Cluster, home: Path) -> Iterator[Supervised]:
    supervised = Supervised(environment(server, home))
    yield supervised
    supervised.end()


@pytest.fixture(autouse=True)
def _empty(server: Cluster) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CLEAR)


def test_nothing_is_lost_or_doubled(server: Cluster, worker: Supervised) -> None:
    worker.supervise()
    storm = Storm(server, worker, random.Random(SEED), pause=PAUSE, restart=RESTART)

    storm.rage(SECONDS)
    seconds = wait_until(lambda: not _open_jobs(), seconds=120, meanwhile=worker.supervise)

    report = f"{len(storm.expected)} effects, {storm.kills} kills, {storm.restarts} restarts"
    print(f"{report}, drained in {seconds:.1f} s")  # noqa: T201 -- what a long run is for
    assert storm.kills >= 2
    assert storm.restarts >= 1
    assert not Job.objects.exclude(state=State.DONE).exists()
    assert entries() == dict.fromkeys(storm.expected, 1)
    assert balance() == len(storm.expected)


@pytest.mark.parametrize("role", ROLES if IS_LONG else ROLES[:1])
def test_the_work_goes_on_after_a_single_kill(worker: Supervised, role: str) -> None:
    _wait_for_complete(worker)
    job = later(
        "chaos.once",
        merchant_id=1,
        key=role,
        args={"key": role, "seconds": 1 if role == "busy worker" else 0},
    )

    for pid in _pids(worker, role, job):
        kill(pid)
    after = [
        later("chaos.once", merchant_id=1, key=f"{role} {n}", args={"key": f"{role} {n}"}) for n in range(4)
    ]
    seconds = wait_until(lambda: not _open_jobs(), seconds=120, meanwhile=worker.supervise)
    seconds += wait_until(_acknowledges, seconds=60, meanwhile=worker.supervise)

    print(f"{role}: {seconds:.1f} s")  # noqa: T201 -- what a long run is for
    assert seconds < RECOVERY
    assert {key: times for key, times in entries().items() if key.startswith(role)} == dict.fromkeys(
        [role, *(job.key for job in after)], 1
    )


def test_sigterm_lets_the_work_end_and_leaves_no_process(worker: Supervised) -> None:
    _wait_for_complete(worker)
    token = Worker.objects.get().token
    job = later("chaos.steps", merchant_id=1, key="long", args={"key": "long", "steps": 400, "seconds": 0.1})
    wait_until(lambda: Job.objects.filter(pk=job.pk, done__gt=2).exists(), seconds=20)

    assert worker.stop() == 0

    job.refresh_from_db()
    assert (job.state, job.attempts, job.done) == (State.PENDING, 0, balance())
    assert not processes_of(token)
    assert not Worker.objects.exists()


def test_without_job_and_watcher_a_killed_worker_doubles_and_loses(server: Cluster, home: Path) -> None:
    token = uuid4().hex
    command = [sys.executable, "-m", "django", "run_cluster", "--parent", str(os.getpid())]
    environ = environment(server, home, LOYALTY_WORKER=token, TEST_RETRY="2")
    with subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.DEVNULL) as main:
        try:
            async_task("tests.jobs.schedule.add_naively", "doubled", 0.6)
            assert wait_until(lambda: entries() == {"doubled": 1}, seconds=20) < 20
            kill(_only_worker(main.pid, is_first=True))
            assert wait_until(lambda: entries() == {"doubled": 2}, seconds=10) < 10

            wait_until(lambda: entries() == {"doubled": 3}, seconds=1.2)
            kill(_only_worker(main.pid, is_first=False))
            async_task("tests.jobs.schedule.add_naively", "lost", 0)
            wait_until(lambda: "lost" in entries(), seconds=SILENCE)
        finally:
            end_processes(token)

    assert entries()["doubled"] >= 2
    assert "lost" not in entries()


def _acknowledges() -> bool:
    """A new row of the queue is run and deleted. A cluster without its monitor runs everything and deletes nothing."""
    job = later("test.do_nothing", merchant_id=None, key=uuid4().hex)
    row = OrmQ.objects.latest("pk").pk
    gone = wait_until(lambda: not OrmQ.objects.filter(pk=row).exists(), seconds=2)
    return gone < 2 and Job.objects.filter(pk=job.pk, state=State.DONE).exists()


def _open_jobs() -> bool:
    return Job.objects.filter(state__in=[State.PENDING, State.LEASED]).exists()


def _wait_for_complete(worker: Supervised) -> None:
    """Until the worker's tree is whole and has shown a sign of life."""
    worker.supervise()

    def is_whole() -> bool:
        return bool(cast_of(worker.pid)) and Worker.objects.filter(beat__gt=0).exists()

    assert wait_until(is_whole, seconds=60, meanwhile=worker.supervise) < 60


def _pids(worker: Supervised, role: str, job: Job) -> list[int]:
    """Whom to kill. One of the idle workers holds the queue's lock, which dies with it: all is worst."""
    if role == "busy worker":
        wait_until(lambda: Job.objects.filter(pk=job.pk, state=State.LEASED).exists(), seconds=20)
        return [Job.objects.get(pk=job.pk).worker_pid or 0]
    wait_until(lambda: not _open_jobs(), seconds=20)
    cast = cast_of(worker.pid)
    return cast["worker"] if role.endswith("idle workers") else cast[role.removeprefix("idle ")][:1]


def _only_worker(main: int, *, is_first: bool) -> int:
    # The sentinel forks it first, and a new one when it died: never the monitor or the pusher.
    return children(children(main)[0])[0 if is_first else -1]
