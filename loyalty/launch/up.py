"""`./run up`: the production servers of one machine, in the foreground, for systemd or a container."""

import os
from collections.abc import Mapping

from loyalty.database.embedded import data_folder
from loyalty.launch.interruption import Interruption
from loyalty.launch.running import Running
from loyalty.launch.servers import Listening, cores, preparation, web_server, worker
from loyalty.launch.stop import end_leftovers
from loyalty.launch.supervision import Interrupted, Supervisor
from loyalty.launch.terminal import CannotRun, say

EVERYWHERE = "0.0.0.0"  # noqa: S104 -- a production server is there to be reached; TLS ends in front of it
PORT = "8000"
NEEDED = {
    "DATABASE_URL": "the address of PostgreSQL, as in postgresql://user:password@host/name",
    "SECRET_KEY": "a long random text that stays the same and is known to nobody",
    "CREDENTIAL_KEYS": "another long random text, which seals what the database must not know",
    "ALLOWED_HOSTS": "the names this installation answers to, parted by commas",
}


def up(words: list[str]) -> int:
    """Migrate, then serve until somebody stops it. Refuses without the settings that production needs."""
    if words:
        raise CannotRun("./run up takes no arguments; its settings come from the environment.")
    _refuse_missing(os.environ)
    port = _port(os.environ)
    running = Running(data_folder(os.environ))
    with running.held():
        interruption = Interruption()
        end_leftovers(running)
        supervisor = Supervisor(running, interruption, says=f"up on port {port}")
        try:
            _serve(supervisor, {**os.environ, "STATIC_MANIFEST": "1"}, port)
        except Interrupted:
            say("Stopping …")
        finally:
            supervisor.stop()
            say("Stopped.")
    return 0


def _refuse_missing(environ: Mapping[str, str]) -> None:
    if missing := [name for name in NEEDED if not environ.get(name)]:
        lines = [f"  {name}: {NEEDED[name]}" for name in missing]
        raise CannotRun(
            "\n".join(["Production needs these in the environment (docs/settings.md has the rest):", *lines])
        )


def _port(environ: Mapping[str, str]) -> int:
    text = environ.get("PORT") or PORT
    if not text.isdigit() or not 1 <= int(text) <= 65_535:
        raise CannotRun(f"PORT is {text}; it must be a number from 1 to 65535.")
    return int(text)


def _serve(supervisor: Supervisor, environ: Mapping[str, str], port: int) -> None:
    supervisor.finish(preparation(environ, is_demo=False))
    supervisor.start(web_server(environ, Listening(EVERYWHERE, port, workers=cores(), grace=12)))
    supervisor.start(worker(environ))
    supervisor.watch()
