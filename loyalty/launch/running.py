"""What runs in this checkout, written down so that a later `./run` finds it even after kill -9."""

import fcntl
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from loyalty.database.processes import ProcessMark, group_is_running, is_running
from loyalty.launch.terminal import CannotRun

# Seconds between asking a process to end and ending it.
GRACE = 15


@dataclass(frozen=True)
class Entry:
    """One process that a launcher started, the leader of a session of its own."""

    name: str
    mark: ProcessMark

    @property
    def is_left(self) -> bool:
        """Whether it, or anything it started in its session, still runs."""
        return self.mark.is_alive() or (not is_running(self.mark.pid) and group_is_running(self.mark.pid))

    def end(self, *, grace: float = GRACE) -> None:
        """Ask it to end, wait, then end whatever is left of its group."""
        self.mark.send(signal.SIGTERM)
        self.mark.gone_within(grace)
        if self.is_left:
            with suppress(ProcessLookupError):
                os.killpg(self.mark.pid, signal.SIGKILL)


class Running:
    """The note of one checkout: held open by a launcher for as long as it lives."""

    def __init__(self, folder: Path) -> None:
        self._note = folder / "running.json"
        self._lock = folder / "running.lock"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the one launcher here. Refuses while another one lives; the kernel lets go when it dies."""
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        with self._lock.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CannotRun(f"Already running: {self.says()}\n./run stop stops it.") from None
            yield

    def write(self, says: str, entries: list[Entry], *, owns_database: bool = False) -> None:
        """Note what runs, for the person who asks, and whether the embedded database ends with it."""
        note = {
            "says": says,
            "owns_database": owns_database,
            "launcher": asdict(ProcessMark.of(os.getpid())),
            "entries": [{"name": entry.name, **asdict(entry.mark)} for entry in entries],
        }
        new = self._note.with_suffix(".new")
        new.write_text(json.dumps(note))
        new.replace(self._note)

    def says(self) -> str:
        """What the last launcher noted for a person."""
        return str(self._read().get("says", "starting"))

    def launcher(self) -> ProcessMark | None:
        """The launcher that lives here now."""
        note = self._read().get("launcher")
        mark = ProcessMark(**note) if note else None
        return mark if mark and mark.is_alive() else None

    def left_database(self) -> bool:
        """Whether a launcher that died would have stopped the embedded database."""
        return bool(self._read().get("owns_database")) and self.launcher() is None

    def leftovers(self) -> list[Entry]:
        """What a dead launcher left running, last started first."""
        noted = self._read().get("entries", [])
        entries = [Entry(item["name"], ProcessMark(item["pid"], item["started"])) for item in noted]
        return [entry for entry in reversed(entries) if entry.is_left]

    def _read(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._note.read_text()))
        except (OSError, ValueError):
            return {}
