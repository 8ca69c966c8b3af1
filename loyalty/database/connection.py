"""How Django reaches PostgreSQL, read from the environment."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from loyalty.database.embedded import embedded_cluster

# Milliseconds. A page that takes longer helps nobody; a job may take its time; commands (migrations) have no
# limit.
LIMITS = {
    "web": {
        "statement_timeout": 15_000,
        "lock_timeout": 5_000,
        "idle_in_transaction_session_timeout": 30_000,
    },
    "worker": {
        "statement_timeout": 300_000,
        "lock_timeout": 30_000,
        "idle_in_transaction_session_timeout": 120_000,
    },
}
SCHEMES = ("postgres://", "postgresql://")
NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


def database_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """Django's settings for `DATABASE_URL`, or for the embedded server where there is none.

    Nothing is started here. `LOYALTY_PROCESS` (`web`, `worker` or nothing) decides time limits and whether
    connections are kept. Every form of address that libpq reads is accepted, Unix sockets included.
    """
    process = environ.get("LOYALTY_PROCESS", "")
    found = _parts(environ.get("DATABASE_URL") or embedded_cluster(environ).url)
    settings = {ours: str(found.pop(theirs, "")) for ours, theirs in NAMES.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **settings,
        "CONN_MAX_AGE": 600 if process == "web" else 0,
        "CONN_HEALTH_CHECKS": process == "web",
        "OPTIONS": {**_options(process), **found},
    }


def _parts(address: str) -> dict[str, Any]:
    # The address is not repeated in the message: it holds the password.
    if not address.startswith(SCHEMES):
        raise ImproperlyConfigured(
            "DATABASE_URL must begin with postgresql://, as in postgresql://user@host/name"
        )
    try:
        return dict(conninfo_to_dict(address))
    except ProgrammingError as error:
        raise ImproperlyConfigured("DATABASE_URL is not an address that PostgreSQL understands.") from error


def _options(process: str) -> dict[str, Any]:
    limits = " ".join(f"-c {name}={value}" for name, value in LIMITS.get(process, {}).items())
    options = {"prepare_threshold": 5, "connect_timeout": 10, "application_name": f"grin {process}".strip()}
    return {**options, "options": limits} if limits else options
