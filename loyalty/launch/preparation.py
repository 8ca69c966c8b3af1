"""Everything between an empty database and the first page, in one Django process instead of four.

Run as a program: `python -m loyalty.launch.preparation [--demo]`. Each step first looks whether there is
anything to do.
"""

import os
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from loyalty.database.embedded import CHECKOUT
from loyalty.launch.terminal import say

WORTH_SAYING = 0.5


def prepare(*, is_demo: bool) -> None:
    """Migrations, compiled messages, collected static files and, for the demo, its data."""
    _step("Applied migrations", _migrate)
    _step("Compiled messages", _compile_messages)
    _step("Collected static files", _collect_static)
    if is_demo:
        _step("Made the demo data", _seed)


def _step(done: str, work: Callable[[], None]) -> None:
    began = time.monotonic()
    work()
    took = time.monotonic() - began
    if took > WORTH_SAYING:
        say(f"{done} ({took:.1f} s)")


def _migrate() -> None:
    # The database is asked, not a stamp: it may have been restored or migrated by hand since.
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def _compile_messages() -> None:
    catalogues = list((CHECKOUT / "locale").glob("*/LC_MESSAGES/*.po"))
    if any(_is_newer(source, source.with_suffix(".mo")) for source in catalogues):
        call_command("compile_messages", verbosity=0)


def _collect_static() -> None:
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    wanted = _static_fingerprint()
    if not stamp.exists() or stamp.read_text() != wanted:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(wanted)


def _seed() -> None:
    call_command("seed_demo", verbosity=0)


def _static_fingerprint() -> str:
    # Packages bring static files too; which ones, their pinned versions say.
    found = sha256((CHECKOUT / "requirements" / "base.txt").read_bytes())
    for path in sorted((CHECKOUT / "static").rglob("*")):
        known = path.stat()
        found.update(f"{path} {known.st_size} {known.st_mtime_ns}\n".encode())
    return found.hexdigest()


def _is_newer(source: Path, made: Path) -> bool:
    return not made.exists() or source.stat().st_mtime > made.stat().st_mtime


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty.settings")
    django.setup()
    prepare(is_demo="--demo" in sys.argv)
