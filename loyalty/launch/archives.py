"""PostgreSQL's own tools for dumps, pointed at one database."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from loyalty.database.binaries import Binaries, candidates
from loyalty.launch.terminal import CannotRun

TOOLS = ("pg_dump", "pg_restore", "psql")


class Archiver:
    """Dumps and reads one database with tools that fit its server."""

    def __init__(self, url: str, environ: Mapping[str, str]) -> None:
        parts: dict[str, Any] = dict(conninfo_to_dict(url))
        # By the environment: words of a command can be read by every user of the machine.
        self._password = str(parts.pop("password", "") or "")
        self._conninfo = make_conninfo("", **parts)
        self._url = url
        self._tools = _fitting_tools(environ, self.server_major())

    def server_major(self) -> int:
        """The major version of the server."""
        with self.connect() as connection:
            return connection.info.server_version // 10_000

    def connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """A connection of our own; refuses with the server's words."""
        try:
            return psycopg.connect(self._url, connect_timeout=10)
        except psycopg.OperationalError as error:
            raise CannotRun(f"The database cannot be reached: {error}") from error

    def run(self, tool: str, *words: str | Path, is_on_database: bool = True) -> str:
        """Run a tool on the database; what it printed. Refuses with what it said when it fails."""
        where = ["--dbname", self._conninfo] if is_on_database else []
        done = subprocess.run(  # noqa: S603 -- PostgreSQL's own
            [str(self._tools / tool), *where, *[str(word) for word in words]],
            env={**os.environ, **({"PGPASSWORD": self._password} if self._password else {})},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            raise CannotRun(f"{tool} failed. It said:\n{done.stderr.strip()}")
        return done.stdout


def _fitting_tools(environ: Mapping[str, str], server: int) -> Binaries:
    """The tools of the server's own major version, else the next newer ones; older ones cannot read it."""
    found = [(tools.major("pg_dump"), tools) for tools in candidates(environ) if tools.has(*TOOLS)]
    fitting = sorted(((major, tools) for major, tools in found if major >= server), key=lambda pair: pair[0])
    if fitting:
        return fitting[0][1]
    has: Sequence[int] = sorted({major for major, _tools in found})
    raise CannotRun(
        f"The server is PostgreSQL {server}, and this machine has pg_dump, pg_restore and psql of"
        f" {', '.join(map(str, has)) or 'no version'}.\n"
        f"Install them (on Debian: apt-get install postgresql-client-{server}),"
        " or set LOYALTY_PG_BINDIR to their folder."
    )
