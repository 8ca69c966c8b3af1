"""The two processes of the product: the web server and the worker."""

import os
from collections.abc import Mapping
from pathlib import Path

from loyalty.launch.supervision import Child, python_command

APPLICATION = "loyalty.wsgi:application"
# For each worker. Every thread keeps a connection to PostgreSQL, which has 60 (embedded) or 100 (by default).
THREADS = "8"


def preparation(environ: Mapping[str, str], *, is_demo: bool) -> Child:
    """What has to be done before the servers start."""
    words = ["-m", "loyalty.launch.preparation", *(["--demo"] if is_demo else [])]
    return Child("The preparation", python_command(*words), environ)


def web_server(
    environ: Mapping[str, str], *, host: str, port: int, workers: int, log: Path | None = None
) -> Child:
    """Granian, one worker for each core; `log` None sends its log to ours."""
    command = python_command(
        *("-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", THREADS, "--no-ws"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
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
