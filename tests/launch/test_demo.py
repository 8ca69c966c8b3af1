"""The demo as a newcomer starts it: a real database, web server and worker."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loyalty.database.embedded import CHECKOUT, embedded_cluster
from loyalty.launch.addresses import HOST, free_port
from loyalty.launch.running import Running

# Seconds, on a busy machine.
LIMIT = 400


def test_the_demo_serves_and_takes_everything_with_it_when_asked_to_stop(folder: Path) -> None:
    port = free_port(21_000)

    with started_demo(folder, port) as demo:
        said = wait_for(demo, folder, "Ctrl-C stops it")
        with urllib.request.urlopen(f"http://{HOST}:{port}/accounts/login/", timeout=30) as page:
            signs_in = page.read()
        beside = re.findall(r"A stand-in of CM Commerce runs at (\S+)/ ", said)
        with urllib.request.urlopen(f"{beside[0]}/connect", timeout=30) as page:
            asks = page.url
        marks = [entry.mark for entry in Running(folder).leftovers()]

    assert demo.returncode == 0
    assert f"Grin runs at http://localhost:{port}/" in said
    assert "Sign in as olive@example.com with demo-olive-grin" in said
    assert "Sign in there as olive@example.com with demo-cm-commerce" in said
    assert b'name="login"' in signs_in
    assert asks.startswith(f"http://localhost:{port}/accounts/login/?next=/oauth2/authorize")
    assert len(marks) == 3
    assert [mark for mark in marks if mark.is_alive()] == []
    assert not embedded_cluster({"LOYALTY_DATA_DIR": str(folder)}).is_running()


def test_starting_over_is_refused_on_a_database_of_somebodys_own(folder: Path) -> None:
    environ = {**surroundings(folder), "DATABASE_URL": "postgresql://grin@db.example.com/shop"}
    command = [sys.executable, "-m", "loyalty.launch", "demo", "--reset"]

    done = subprocess.run(command, cwd=CHECKOUT, env=environ, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("--reset only ever forgets the embedded database")


@contextmanager
def started_demo(folder: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A demo of its own, which writes what it says into a file and is asked to stop at the end."""
    command = [sys.executable, "-m", "loyalty.launch", "demo", "--port", str(port)]
    with (
        (folder / "said").open("wb") as said,
        subprocess.Popen(
            command, cwd=CHECKOUT, env=surroundings(folder), stdout=said, stderr=subprocess.STDOUT
        ) as demo,
    ):
        try:
            yield demo
        finally:
            demo.send_signal(signal.SIGTERM)


def surroundings(folder: Path) -> dict[str, str]:
    """Our environment, without the database of this test run."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "LOYALTY_DATA_DIR": str(folder)}


def wait_for(demo: "subprocess.Popen[bytes]", folder: Path, sentence: str) -> str:
    """What the demo said, once it said this."""
    deadline = time.monotonic() + LIMIT
    while sentence not in (said := (folder / "said").read_text()):
        assert demo.poll() is None, said
        assert time.monotonic() < deadline, said
        time.sleep(0.1)
    return said
