"""Servers for a test run: fast, forgotten afterwards, and swept up when the run was killed."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from loyalty.database.accounts import server_account
from loyalty.database.binaries import SHARED, open_folder
from loyalty.database.cluster import Cluster
from loyalty.database.processes import ProcessMark

PREFIX = "grin-test-"
OWNER = "owner.json"


def start_throwaway(environ: Mapping[str, str]) -> Cluster:
    """A fresh running server without fsync. Whoever starts it ends it with `end_throwaway`."""
    sweep_abandoned()
    home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_place()))
    _mark(home)
    home.chmod(0o755)
    cluster = Cluster(home, environ=environ, is_throwaway=True)
    cluster.ensure()
    return cluster


def end_throwaway(cluster: Cluster) -> None:
    """Stop the server and remove its files."""
    cluster.stop(is_immediate=True)
    shutil.rmtree(cluster.home, ignore_errors=True)


def sweep_abandoned() -> None:
    """End the servers whose owners died without doing so."""
    for mark in _place().glob(f"{PREFIX}*/{OWNER}"):
        if _is_abandoned(mark):
            end_throwaway(Cluster(mark.parent, environ={}, is_throwaway=True))


def _mark(home: Path) -> None:
    # Renamed into place: another run may be sweeping, and must not read half of it.
    new = home / "owner.new"
    new.write_text(json.dumps(asdict(ProcessMark.of(os.getpid()))))
    new.rename(home / OWNER)


def _is_abandoned(mark: Path) -> bool:
    try:
        is_ours = mark.stat().st_uid == os.geteuid()
        return is_ours and not ProcessMark(**json.loads(mark.read_text())).is_alive()
    except FileNotFoundError:
        # Another run swept it up meanwhile.
        return False


def _place() -> Path:
    temporary = Path(tempfile.gettempdir())
    if server_account(temporary / "none").can_enter(temporary):
        return temporary
    open_folder(SHARED)
    return SHARED
