"""`./run restore FILE`: reads a backup, all of it or nothing."""

import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from loyalty.database.embedded import provide_database
from loyalty.launch.archives import Archiver
from loyalty.launch.terminal import CannotRun, say

# What an extension brought along is nobody's data.
IS_EMPTY = """
    SELECT NOT EXISTS (
        SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
    )
"""
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
EMPTY_IT = "DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


def restore(words: list[str]) -> int:
    """Read FILE into the database. Refuses one in use, or not empty unless told `--replace`."""
    parser = ArgumentParser(prog="./run restore", description="Read FILE, which ./run backup wrote.")
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--replace", action="store_true", help="drop what the database holds")
    asked = parser.parse_args(words)
    source = asked.file.absolute()
    if not source.is_file():
        raise CannotRun(f"There is no file {source}.")
    started = provide_database(os.environ)
    try:
        _read(source, Archiver(os.environ["DATABASE_URL"], os.environ), replace=asked.replace)
    finally:
        if started:
            started.stop_if_unused()
    say(f"Restored {source}. ./run demo and ./run up apply migrations that it lacks.")
    return 0


def _read(source: Path, archiver: Archiver, *, replace: bool) -> None:
    _refuse_foreign_file(source, archiver)
    _refuse_busy(archiver)
    is_empty = _is_empty(archiver)
    if not is_empty and not replace:
        raise CannotRun(
            "The database is not empty. ./run restore FILE --replace puts FILE in the place of all it holds."
        )
    with tempfile.TemporaryDirectory(prefix="grin-restore-") as folder:
        script = Path(folder) / "restore.sql"
        archiver.run(
            "pg_restore", "--no-owner", "--no-privileges", "--file", script, source, is_on_database=False
        )
        emptying: list[str | Path] = [] if is_empty else ["--command", EMPTY_IT]
        # One transaction: until its last word the database holds what it held before.
        archiver.run(
            "psql",
            *("--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1"),
            *emptying,
            *("--file", str(script)),
        )


def _refuse_foreign_file(source: Path, archiver: Archiver) -> None:
    try:
        archiver.run("pg_restore", "--list", source, is_on_database=False)
    except CannotRun as refusal:
        raise CannotRun(f"{source} is no backup that this can read. {refusal}") from refusal


def _refuse_busy(archiver: Archiver) -> None:
    with archiver.connect() as connection:
        (others,) = connection.execute(OTHERS).fetchone() or (0,)
    if others:
        raise CannotRun(
            f"{others} other connections use the database."
            " Stop the servers first (./run stop), on every machine."
        )


def _is_empty(archiver: Archiver) -> bool:
    with archiver.connect() as connection:
        (is_empty,) = connection.execute(IS_EMPTY).fetchone() or (True,)
    return bool(is_empty)
