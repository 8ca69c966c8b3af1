"""The two processes of the product: the web server and the worker."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from loyalty.launch.stand_in import StandIn
from loyalty.launch.supervision import Child, python_command

APPLICATION = "loyalty.wsgi:application"
# For each worker. One is fastest; the second answers while the first waits. Each keeps a connection open.
THREADS = "2"


def preparation(environ: Mapping[str, str], *, is_demo: bool, stand_in: StandIn | None = None) -> Child:
    """What has to be done before the servers start. The demo's `stand_in` becomes a client of ours."""
    words = ["-m", "loyalty.launch.preparation", *(["--demo"] if is_demo else [])]
    words += ["--stand-in", stand_in.url, str(stand_in.client)] if stand_in else []
    return Child("The preparation", python_command(*words), environ)


@dataclass(frozen=True)
class Listening:
    """Where the web server listens, its processes, and how many seconds requests get to end."""

    host: str
    port: int
    workers: int
    grace: int


def web_server(environ: Mapping[str, str], listening: Listening, *, log: Path | None = None) -> Child:
    """Granian; without `log` its output goes to ours."""
    command = python_command(
        *("-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", listening.host, "--port", str(listening.port)),
        *("--workers", str(listening.workers), "--blocking-threads", THREADS),
        *("--respawn-failed-workers", "--workers-kill-timeout", str(listening.grace)),
        APPLICATION,
    )
    return Child("The web server", command, {**environ, "LOYALTY_PROCESS": "web"}, log)


def worker(environ: Mapping[str, str], *, log: Path | None = None) -> Child:
    """The durable worker."""
    command = python_command("manage.py", "run_worker")
    return Child("The worker", command, {**environ, "LOYALTY_PROCESS": "worker"}, log)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
