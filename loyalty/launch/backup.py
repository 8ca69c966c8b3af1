"""`./run backup FILE`: the whole database in one file of pg_dump's custom format."""

import os
from argparse import ArgumentParser
from pathlib import Path

from loyalty.database.embedded import provide_database
from loyalty.launch.archives import Archiver
from loyalty.launch.terminal import CannotRun, say


def backup(words: list[str]) -> int:
    """Write the file; it appears whole or not at all, readable by its owner alone. Never overwrites one."""
    parser = ArgumentParser(prog="./run backup", description="Write the whole database into FILE.")
    parser.add_argument("file", metavar="FILE", type=Path)
    target = parser.parse_args(words).file.absolute()
    _refuse_unwritable(target)
    started = provide_database(os.environ)
    try:
        _write(target, Archiver(os.environ["DATABASE_URL"], os.environ))
    finally:
        if started:
            started.stop_if_unused()
    say(f"Wrote {target} ({target.stat().st_size / 1_000_000:.1f} MB). ./run restore reads it.")
    return 0


def _refuse_unwritable(target: Path) -> None:
    if target.exists():
        raise CannotRun(
            f"{target} is there already, and a backup never overwrites anything. Choose another name."
        )
    if not os.access(target.parent, os.W_OK):
        raise CannotRun(f"{target.parent} is no folder that this user may write to.")


def _write(target: Path, archiver: Archiver) -> None:
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        archiver.run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", part)
        archiver.run("pg_restore", "--list", part, is_on_database=False)
        _sync(part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
