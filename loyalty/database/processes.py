"""Telling one process from a later one that got the same number."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

# Missing on macOS, where a process is known by its number alone.
PROC = Path("/proc")


@dataclass(frozen=True)
class ProcessMark:
    """A process by number and start (which boot, ticks since then; empty where the system does not tell)."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> "ProcessMark":
        """The mark of the process that has this number now."""
        return cls(pid=pid, started=_started(pid))

    def is_alive(self) -> bool:
        """Whether that very process still runs. One that is dead but not yet reaped does not."""
        return is_running(self.pid) and _started(self.pid) == self.started

    def send(self, number: signal.Signals) -> None:
        """Signal that very process, or nobody."""
        if self.is_alive():
            os.kill(self.pid, number)

    def gone_within(self, seconds: float) -> bool:
        """Wait for its end; False when it still runs after that."""
        deadline = time.monotonic() + seconds
        while self.is_alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True


def is_running(pid: int) -> bool:
    """Whether a process has this number and is not a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    fields = _stat(pid)
    return not fields or fields[0] != "Z"


def group_is_running(leader: int) -> bool:
    """Whether any process of this group lives; without /proc also one that is dead but not reaped."""
    if PROC.exists():
        members = (_stat(int(entry.name)) for entry in PROC.glob("[0-9]*"))
        return any(fields[2] == str(leader) and fields[0] != "Z" for fields in members if fields)
    try:
        os.killpg(leader, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def working_in(folder: Path, program: str) -> list[int]:
    """The processes of `program` whose working folder this is, as far as we may see; none without /proc."""
    return [
        int(entry.name)
        for entry in PROC.glob("[0-9]*")
        if _text(entry / "comm").strip() == program
        and _working_folder(entry) == str(folder)
        and is_running(int(entry.name))
    ]


def _working_folder(entry: Path) -> str:
    try:
        return str((entry / "cwd").readlink())
    except OSError:
        return ""


def _started(pid: int) -> str:
    fields = _stat(pid)
    return f"{_text(PROC / 'sys/kernel/random/boot_id').strip()} {fields[19]}" if fields else ""


def _stat(pid: int) -> list[str]:
    """/proc/PID/stat after the name, which may hold spaces and brackets itself."""
    return _text(PROC / str(pid) / "stat").rpartition(")")[2].split()


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
