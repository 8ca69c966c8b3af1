"""Which workers run on this machine: a locked file each, so that a killed one is told from a living one."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path


@contextmanager
def recorded(folder: Path, worker: str) -> Iterator[None]:
    """Keep this worker's file locked while it runs. However the process dies, the kernel lets go of it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / worker
    with path.open("w") as record:
        fcntl.flock(record, fcntl.LOCK_EX)
        yield
        path.unlink(missing_ok=True)


def orphaned(folder: Path) -> list[str]:
    """The workers that ended without saying goodbye."""
    return [path.name for path in sorted(folder.glob("*")) if _is_free(path)]


def forget(folder: Path, worker: str) -> None:
    """Its processes are ended and its leases released: nothing is left to do."""
    (folder / worker).unlink(missing_ok=True)


def _is_free(path: Path) -> bool:
    try:
        with path.open("r+") as record:
            return _can_lock(record)
    except FileNotFoundError:
        return False


def _can_lock(record: TextIOWrapper) -> bool:
    try:
        fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
