"""The stand-in as a process of its own: `python -m tests.providers.cm_commerce --help`."""

import json
import signal
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.conf import settings

from tests.providers.cm_commerce.server import serve
from tests.providers.cm_commerce.service import Service
from tests.providers.cm_commerce.setup import Setup
from tests.providers.cm_commerce.store import Store
from tests.providers.cm_commerce.work import start_working


def main(words: list[str]) -> None:
    """Serve until we are asked to stop."""
    asked = _arguments(words)
    # Only for Django's templates; it knows nothing of the product's settings.
    settings.configure(USE_I18N=False, USE_TZ=True, TIME_ZONE="UTC")
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    setup = _setup(asked)
    service = Service(setup, Store(setup.database))
    start_working(service)
    serve(service, asked.port).serve_forever()


def _arguments(words: list[str]) -> Namespace:
    parser = ArgumentParser(prog="cm_commerce", description="A stand-in of CM Commerce.")
    parser.add_argument("--port", type=int, required=True, help="where to listen on this machine")
    parser.add_argument("--platform", required=True, help="address of the loyalty platform")
    parser.add_argument("--client", type=Path, required=True, help="JSON with client_id and client_secret")
    parser.add_argument("--database", type=Path, required=True, help="SQLite file to remember things in")
    parser.add_argument("--email", required=True, help="who has an account here")
    parser.add_argument("--password", required=True, help="and how they sign in")
    return parser.parse_args(words)


def _setup(asked: Namespace) -> Setup:
    return Setup(
        address=f"http://localhost:{asked.port}",
        connect=asked.platform,
        api=f"{asked.platform}/v1",
        database=asked.database,
        accounts={asked.email: asked.password},
        **json.loads(asked.client.read_text()),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
