"""Every row whose commit was acknowledged is there after kill -9 of the whole server."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from loyalty.database.cluster import Cluster
from loyalty.database.processes import working_in

ENOUGH = 300
# Prints the number of each row once it counts as acknowledged.
WRITER = """
import sys
import psycopg

url, acknowledges = sys.argv[1:]
with psycopg.connect(url) as connection:
    for number in range(1_000_000):
        connection.execute("INSERT INTO acknowledged VALUES (%s)", [number])
        if acknowledges == "before the commit":
            print(number, flush=True)
            if number % 300 == 299:
                connection.commit()
        else:
            connection.commit()
            print(number, flush=True)
"""


@pytest.mark.chaos
def test_rows_acknowledged_after_their_commit_survive(home: Path) -> None:
    assert lost_rows(home, acknowledges="after the commit") == set()


@pytest.mark.chaos
def test_rows_acknowledged_before_their_commit_do_not(home: Path) -> None:
    assert lost_rows(home, acknowledges="before the commit") != set()


def lost_rows(home: Path, *, acknowledges: str) -> set[int]:
    """Numbers that a writer acknowledged and that are missing after a crash in the middle of its work."""
    cluster = Cluster(home, environ={})
    cluster.ensure()
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE acknowledged (number integer PRIMARY KEY)")
    command = [sys.executable, "-c", WRITER, cluster.url, acknowledges]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as writer:
        assert writer.stdout is not None
        first = [next(writer.stdout) for _ in range(ENOUGH + 50)]
        kill_server(cluster)
        acknowledged = {int(line) for line in [*first, *writer.stdout]}

    assert cluster.ensure() is True

    with psycopg.connect(cluster.url) as connection:
        there = {number for (number,) in connection.execute("SELECT number FROM acknowledged")}
    assert len(acknowledged) >= ENOUGH
    return acknowledged - there


def kill_server(cluster: Cluster) -> None:
    """End every process of the server at once, as a loss of power would."""
    for pid in working_in(cluster.data, "postgres"):
        os.kill(pid, signal.SIGKILL)
    while working_in(cluster.data, "postgres"):
        time.sleep(0.01)
