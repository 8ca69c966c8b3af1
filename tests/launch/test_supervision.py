import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from loyalty.database.processes import ProcessMark
from loyalty.launch.interruption import Interruption
from loyalty.launch.running import Running
from loyalty.launch.supervision import Child, Supervisor
from loyalty.launch.terminal import CannotRun

# A launcher of two processes, the second of which has a child of its own.
LAUNCHER = """
import sys
from pathlib import Path
from loyalty.launch.interruption import Interruption
from loyalty.launch.running import Running
from loyalty.launch.supervision import Child, Interrupted, Supervisor

folder = Path(sys.argv[1])
running = Running(folder)
with running.held():
    supervisor = Supervisor(running, Interruption(), says="a test")
    supervisor.start(Child("One", ["sleep", "300"], {}))
    supervisor.start(Child("Two", ["sh", "-c", "sleep 300 & echo $!; wait"], {}, folder / "two.log"))
    try:
        supervisor.watch()
    except Interrupted:
        supervisor.stop()
"""


@pytest.mark.parametrize("asks", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_being_asked_to_stop_ends_everything_that_was_started(tmp_path: Path, asks: signal.Signals) -> None:
    launcher, marks = launch(tmp_path)

    launcher.send_signal(asks)

    assert launcher.wait(timeout=10) == 0
    assert [mark for mark in marks if mark.is_alive()] == []


def test_what_a_killed_launcher_left_is_found_and_ended(tmp_path: Path) -> None:
    launcher, marks = launch(tmp_path)
    launcher.kill()
    launcher.wait()
    assert all(mark.is_alive() for mark in marks)

    left = Running(tmp_path).leftovers()
    for entry in left:
        entry.end()

    assert [entry.name for entry in left] == ["Two", "One"]
    assert [mark for mark in marks if not mark.gone_within(5)] == []
    assert Running(tmp_path).leftovers() == []


def test_a_second_launcher_is_refused_while_the_first_lives(tmp_path: Path) -> None:
    launcher, _marks = launch(tmp_path)

    with pytest.raises(CannotRun, match="Already running: a test"), Running(tmp_path).held():
        pass

    launcher.terminate()
    launcher.wait()

    with Running(tmp_path).held():
        pass


def test_a_child_that_ends_by_itself_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    supervisor = Supervisor(Running(tmp_path), Interruption(), says="a test")
    dies = [sys.executable, "-c", "import sys; print('out of paper'); sys.exit(3)"]

    supervisor.start(Child("The printer", dies, os.environ, tmp_path / "printer.log"))
    with pytest.raises(CannotRun) as refusal:
        supervisor.watch()
    supervisor.stop()

    assert "The printer ended by itself with exit code 3." in str(refusal.value)
    assert "out of paper" in str(refusal.value)


def test_a_process_that_only_got_the_number_of_a_noted_one_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen(["sleep", "300"], start_new_session=True)
    note = f'{{"entries": [{{"name": "Web", "pid": {stranger.pid}, "started": "long ago"}}]}}'
    (tmp_path / "running.json").write_text(note)

    assert Running(tmp_path).leftovers() == []

    stranger.kill()
    stranger.wait()


def launch(folder: Path) -> tuple["subprocess.Popen[bytes]", list[ProcessMark]]:
    """A launcher, and the marks of everything it started."""
    launcher = subprocess.Popen([sys.executable, "-c", LAUNCHER, str(folder)])
    while len(Running(folder).leftovers()) < 2 or not (folder / "two.log").read_text().endswith("\n"):
        time.sleep(0.02)
    grandchild = ProcessMark.of(int((folder / "two.log").read_text()))
    return launcher, [*[entry.mark for entry in Running(folder).leftovers()], grandchild]
