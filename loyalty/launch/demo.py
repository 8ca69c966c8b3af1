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
from loyalty.launch.stand_in import StandIn, is_here
from loyalty.launch.stop import end_leftovers
from loyalty.launch.supervision import Interrupted, Supervisor
from loyalty.launch.terminal import CannotRun, say

PORT = 8000
# The stand-in of CM Commerce listens so many ports above the product.
BESIDE = 100
MOST = 65_535 - BESIDE
ANSWER_LIMIT = 120
EMAIL = "olive@example.com"
PASSWORD = "demo-olive-grin"  # noqa: S105 -- printed for everybody; the demo listens on this machine alone
STAFF_EMAIL = "greta@example.com"
STAFF_PASSWORD = "demo-greta-grin"  # noqa: S105 -- as above


def demo(words: list[str]) -> int:
    """Run the demo until somebody stops it; then stop everything it started."""
    asked = _arguments(words)
    running = Running(data_folder(os.environ))
    with running.held():
        interruption = Interruption()
        end_leftovers(running)
        if asked.reset:
            _reset(os.environ)
        _run(running, interruption, _port(asked.port))
    return 0


def _run(running: Running, interruption: Interruption, port: int) -> None:
    cluster = _database(running)
    url = f"http://localhost:{port}/"
    says = f"the demo at {url}"
    supervisor = Supervisor(running, interruption, says=says, owns_database=cluster is not None)
    try:
        _serve(supervisor, data_folder(os.environ), port=port, url=url)
    except Interrupted:
        say("\nStopping …")
    finally:
        supervisor.stop()
        if cluster:
            cluster.stop()
        running.write("nothing", [])
        say("Stopped.")


def _arguments(words: list[str]) -> Namespace:
    parser = ArgumentParser(prog="./run demo", description="The product with demo data, on this machine.")
    parser.add_argument("--reset", action="store_true", help="forget the demo's database and start over")
    parser.add_argument("--port", type=int, default=PORT, help=f"where to listen (default: {PORT})")
    asked = parser.parse_args(words)
    if not 1 <= asked.port <= MOST:
        parser.error(f"--port is a number from 1 to {MOST}")
    return asked


def _serve(supervisor: Supervisor, folder: Path, *, port: int, url: str) -> None:
    environ = {**_environ(folder), "PUBLIC_URL": url}
    logs = folder / "logs"
    logs.mkdir(exist_ok=True)
    beside = StandIn(free_port(port + BESIDE), folder) if is_here() else None
    supervisor.finish(preparation(environ, is_demo=True, stand_in=beside))
    listening = Listening(HOST, port, workers=1, grace=3)
    supervisor.start(web_server(environ, listening, log=logs / "web.log"))
    supervisor.start(worker(environ, log=logs / "worker.log"))
    supervisor.wait_until(lambda: answers(f"http://{HOST}:{port}/healthz"), limit=ANSWER_LIMIT)
    say(f"\nGrin runs at {url}\nSign in as {EMAIL} with {PASSWORD}")
    say(f"or, to approve apps as staff, as {STAFF_EMAIL} with {STAFF_PASSWORD}")
    if beside:
        _start_beside(supervisor, beside, environ, platform=url)
    say(f"\nCtrl-C stops it. Logs are in {logs}.")
    supervisor.watch()


def _start_beside(
    supervisor: Supervisor, beside: StandIn, environ: Mapping[str, str], *, platform: str
) -> None:
    supervisor.start(beside.process(environ, platform=platform.rstrip("/")))
    supervisor.wait_until(lambda: answers(f"{beside.url}/healthz"), limit=ANSWER_LIMIT)
    say(f"\n{beside.says}")


def _environ(folder: Path) -> Mapping[str, str]:
    made = {
        "SECRET_KEY": os.environ.get("SECRET_KEY") or _key(folder / "secret_key"),
        "CREDENTIAL_KEYS": os.environ.get("CREDENTIAL_KEYS") or _key(folder / "credential_keys"),
    }
    return {"WEBHOOKS_TO_LOOPBACK": "1", **os.environ, **made, "STATIC_MANIFEST": "1"}


def _key(path: Path) -> str:
    """The demo's own key, kept so that sign-ins and secrets outlive a restart."""
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
    StandIn.forget(data_folder(environ))
    say("Forgot the demo's database.")


def _port(wanted: int) -> int:
    port = free_port(wanted)
    if port != wanted:
        say(f"Port {wanted} is taken; this uses {port}.")
    return port


def _database(running: Running) -> Cluster | None:
    """The embedded database if it ends with this demo: started now, or by one that was killed."""
    was_left = running.left_database()
    started = provide_database(os.environ)
    if started or not was_left:
        return started
    return embedded_cluster(os.environ)
