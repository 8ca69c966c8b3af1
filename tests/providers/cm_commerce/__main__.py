"""The stand-in as a process of its own: `python -m tests.providers.cm_commerce`, set up by its environment."""

import os
import signal
import sys
from pathlib import Path

from django.conf import settings

from tests.providers.cm_commerce.server import serve
from tests.providers.cm_commerce.service import Service
from tests.providers.cm_commerce.setup import Setup
from tests.providers.cm_commerce.store import Store
from tests.providers.cm_commerce.work import start_working


def main() -> None:
    """Serve until we are asked to stop."""
    # Only for Django's templates; it knows nothing of the product's settings.
    settings.configure(USE_I18N=False, USE_TZ=True)
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    setup = _setup(os.environ)
    service = Service(setup, Store(setup.database))
    start_working(service)
    serve(service, int(os.environ["CM_COMMERCE_PORT"])).serve_forever()


def _setup(environ: "os._Environ[str]") -> Setup:
    platform = environ["CM_COMMERCE_PLATFORM"]
    return Setup(
        address=f"http://localhost:{environ['CM_COMMERCE_PORT']}",
        connect=platform,
        api=f"{platform}/v1",
        client_id=environ["CM_COMMERCE_CLIENT_ID"],
        client_secret=environ["CM_COMMERCE_CLIENT_SECRET"],
        database=Path(environ["CM_COMMERCE_DATABASE"]),
        accounts={environ["CM_COMMERCE_EMAIL"]: environ["CM_COMMERCE_PASSWORD"]},
    )


if __name__ == "__main__":
    main()
