"""Everything between an empty database and the first page, in one Django process instead of four.

Run as a program: `python -m loyalty.launch.preparation [--demo [--stand-in ADDRESS FILE]]`. Each step first looks
whether there is anything to do.
"""

import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from loyalty.database.embedded import CHECKOUT, embedded_cluster
from loyalty.launch.terminal import CannotRun, say

DEMO_OWNER = "olive@example.com"
WORTH_SAYING = 0.5


def prepare(*, is_demo: bool, stand_in: Sequence[str] = ()) -> None:
    """Migrations, compiled messages, collected static files and, for the demo, its data.

    `stand_in` is the address of the demo's CM Commerce and the file for its client id and secret.

    The demo refuses (`CannotRun`) a database of somebody's own: its sign-in is known to everybody.
    """
    if is_demo and not _is_embedded() and _has_others_data():
        raise CannotRun("DATABASE_URL names a database with real users in it, which the demo leaves alone.")
    _step("Applied migrations", _migrate)
    _step("Compiled messages", _compile_messages)
    _step("Collected static files", _collect_static)
    if is_demo:
        _step("Made the demo data", _seed)
    if stand_in:
        call_command("register_stand_in", *stand_in, verbosity=0)


def _is_embedded() -> bool:
    return os.environ.get("DATABASE_URL") == embedded_cluster(os.environ).url


def _has_others_data() -> bool:
    users = get_user_model().objects
    if users.model._meta.db_table not in connection.introspection.table_names():
        return False
    return users.exists() and not users.filter(email=DEMO_OWNER).exists()


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
        if path.is_file():
            found.update(f"{path.relative_to(CHECKOUT)}\n".encode() + path.read_bytes())
    return found.hexdigest()


def _is_newer(source: Path, made: Path) -> bool:
    return not made.exists() or source.stat().st_mtime > made.stat().st_mtime


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loyalty.settings")
    django.setup()
    parser = ArgumentParser()
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--stand-in", nargs=2, default=())
    asked = parser.parse_args()
    try:
        prepare(is_demo=asked.demo, stand_in=asked.stand_in)
    except CannotRun as refusal:
        sys.exit(str(refusal))
