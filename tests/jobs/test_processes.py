"""Finding and ending what a worker started."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from loyalty.database.processes import PROC
from loyalty.jobs.tasks.processes import end_processes, processes_of
from loyalty.jobs.tasks.records import forget, orphaned, recorded
from tests.jobs.stage import ROOT

needs_proc = pytest.mark.skipif(not PROC.exists(), reason="tells processes apart by /proc")
# A process that leaves its session and whose parent ends: as orphaned as can be.
ORPHAN = "import os, time; os.setsid(); os.fork() and os._exit(0); time.sleep(60)"
HOLDER = """
import django, sys
django.setup()
from pathlib import Path
from loyalty.jobs.tasks.records import recorded
with recorded(Path(sys.argv[1]), "w1"):
    print("held", flush=True)
    sys.stdin.read()
"""
PARENT = """
import django, os, time
django.setup()
from loyalty.jobs.tasks.processes import die_with_parent
die_with_parent(os.getppid())
if os.fork():
    time.sleep(60)
os.fork()
time.sleep(60)
"""


@needs_proc
def test_an_orphan_in_a_session_of_its_own_is_found_and_ended() -> None:
    token = uuid4().hex
    subprocess.run([sys.executable, "-c", ORPHAN], env=_marked(token), check=True)
    assert len(processes_of(token)) == 1

    end_processes(token)

    assert processes_of(token) == []


@needs_proc
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends processes with their parent")
def test_the_whole_tree_dies_with_any_parent() -> None:
    token = uuid4().hex
    with subprocess.Popen([sys.executable, "-c", PARENT], env=_marked(token)) as parent:
        _wait(lambda: len(processes_of(token)) == 3)

        parent.kill()

    _wait(lambda: not processes_of(token))
    assert processes_of(token) == []


def test_a_worker_that_was_killed_is_told_from_one_that_lives(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=_marked(uuid4().hex),
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert orphaned(tmp_path) == []

        holder.kill()
        holder.wait()

    assert orphaned(tmp_path) == ["w1"]
    forget(tmp_path, "w1")
    assert orphaned(tmp_path) == []


def test_a_worker_that_ends_well_leaves_nothing(tmp_path: Path) -> None:
    with recorded(tmp_path / "workers", "w1"):
        assert [path.name for path in (tmp_path / "workers").iterdir()] == ["w1"]

    assert list((tmp_path / "workers").iterdir()) == []


def _marked(token: str) -> dict[str, str]:
    settings = {"DJANGO_SETTINGS_MODULE": "tests.jobs.chaos_settings", "PYTHONPATH": str(ROOT)}
    return {**os.environ, **settings, "LOYALTY_WORKER": token}


def _wait(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
