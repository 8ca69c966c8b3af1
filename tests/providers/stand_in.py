"""The stand-in of CM Commerce on a port of this machine, for as long as a test needs it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

from tests.providers.cm_commerce.server import HOST, serve
from tests.providers.cm_commerce.service import Service
from tests.providers.cm_commerce.setup import Setup
from tests.providers.cm_commerce.store import Store
from tests.providers.cm_commerce.work import start_working

EMAIL = "olive@example.com"
PASSWORD = "a password of her own"


@dataclass
class Clock:
    """The stand-in's own time, which a test can put forward."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def set_up(folder: Path, *, port: int, platform: str, **terms: Any) -> Service:
    """A stand-in that nobody has signed in to yet, as an app of the platform at this address."""
    known = {"connect": platform, "api": f"{platform}/v1", "accounts": {EMAIL: PASSWORD}}
    setup = Setup(
        address=f"http://localhost:{port}",
        database=folder / "cm_commerce.sqlite3",
        **{**known, **terms},
    )
    return Service(setup, Store(setup.database))


@contextmanager
def serving(service: Service, *, is_working: bool = False) -> Iterator[Service]:
    """Answering while the block runs; with `is_working` it syncs and sends by itself, too."""
    server = serve(service, int(service.setup.address.rpartition(":")[2]))
    thread = Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    end = start_working(service) if is_working else None
    try:
        yield service
    finally:
        if end:
            end.set()
        server.shutdown()
        thread.join()
        server.server_close()
