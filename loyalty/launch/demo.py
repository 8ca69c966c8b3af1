"""`./run demo`: the whole product with demo data, on this machine alone."""

import os
import shutil
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from secrets import token_urlsafe

from loyalty.database.cluster import Cluster
from loyalty.database.embedded import data_folder, embedded_cluster, provide_database
from loyalty.launch.addresses import HOST, answers, free_port
from loyalty.launch.interruption import Interruption
from loyalty.launch.running import Running
from loyalty.launch.servers import Listening, preparation, web_server, worker
from loyalty.launch.stop import end_leftovers
from loyalty.launch.supervision import Interrupted, Supervisor
from loyalty.launch.terminal import CannotRun, say

PORT = 8000
ANSWER_LIMIT = 60
EMAIL = "olive@example.com"
PASSWORD = "demo-olive-grin"  # noqa: S105 -- printed for everybody; the demo listens on this machine alone


def demo(words: list[str]) -> int:
    """Run the demo until somebody stops it; then stop everything it started."""
    asked = _arguments(words)
    folder = data_folder(os.environ)
    running = Running(folder)
    with running.held():
        interruption = Interruption()
        end_leftovers(running)
        if asked.reset:
            _reset(os.environ)
        port = free_port(asked.port)
        if port != asked.port:
            say(f"Port {asked.port} is taken; this uses {port}.")
        url = f"http://localhost:{port}/"
        started = provide_database(os.environ)
        supervisor = Supervisor(running, interruption, says=f"the demo at {url}")
        try:
            _serve(supervisor, folder, port=port, url=url)
        except Interrupted:
            say("\nStopping …")
        finally:
            _stop(supervisor, started)
    return 0


def _arguments(words: list[str]) -> Namespace:
    parser = ArgumentParser(prog="./run demo", description="The product with demo data, on this machine.")
    parser.add_argument("--reset", action="store_true", help="forget the demo's database and start over")
    parser.add_argument("--port", type=int, default=PORT, help=f"where to listen (default: {PORT})")
    asked = parser.parse_args(words)
    if not 1 <= asked.port <= 65_535:
        parser.error("--port is a number from 1 to 65535")
    return asked


def _serve(supervisor: Supervisor, folder: Path, *, port: int, url: str) -> None:
    environ = _environ(folder)
    logs = folder / "logs"
    logs.mkdir(exist_ok=True)
    supervisor.finish(preparation(environ, is_demo=True))
    listening = Listening(HOST, port, workers=1, grace=3)
    supervisor.start(web_server(environ, listening, log=logs / "web.log"))
    supervisor.start(worker(environ, log=logs / "worker.log"))
    supervisor.wait_until(lambda: answers(f"http://{HOST}:{port}/healthz"), limit=ANSWER_LIMIT)
    say(f"\nGrin runs at {url}\nSign in as {EMAIL} with {PASSWORD}\n\nCtrl-C stops it. Logs are in {logs}.")
    supervisor.watch()


def _environ(folder: Path) -> Mapping[str, str]:
    key = os.environ.get("SECRET_KEY") or _secret_key(folder / "secret_key")
    return {**os.environ, "SECRET_KEY": key, "STATIC_MANIFEST": "1"}


def _secret_key(path: Path) -> str:
    """The demo's own key, kept so that sign-ins outlive a restart."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(token_urlsafe(50))
    return path.read_text()


def _reset(environ: Mapping[str, str]) -> None:
    if environ.get("DATABASE_URL"):
        raise CannotRun(
            "--reset only ever forgets the embedded database, but DATABASE_URL is set: unset it first."
        )
    cluster = embedded_cluster(environ)
    cluster.stop()
    shutil.rmtree(cluster.data, ignore_errors=True)
    say("Forgot the demo's database.")


def _stop(supervisor: Supervisor, started: Cluster | None) -> None:
    supervisor.stop()
    if started:
        started.stop()
    say("Stopped.")
