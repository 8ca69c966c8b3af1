"""Starting the product's processes, watching them, and ending them all."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from loyalty.database.embedded import CHECKOUT
from loyalty.database.processes import ProcessMark
from loyalty.launch.interruption import Interruption
from loyalty.launch.running import Entry, Running
from loyalty.launch.terminal import CannotRun

TAIL = 25
PAUSE = 0.1


class Interrupted(Exception):
    """We were asked to stop while waiting for something."""


@dataclass
class Child:
    """A process to start. Its output goes to `log`, or to ours."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    log: Path | None = None
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def start(self) -> None:
        # A session of its own: Ctrl-C at the terminal reaches only the launcher, which ends all in order.
        output = self.log.open("wb") if self.log else None
        self.process = subprocess.Popen(  # noqa: S603 -- our own programs
            self.command,
            cwd=CHECKOUT,
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
        )
        if output:
            output.close()

    @property
    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def log_tail(self) -> str:
        if not self.log or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-TAIL:])


class Supervisor:
    """The children of one launcher."""

    def __init__(
        self, running: Running, interruption: Interruption, *, says: str, owns_database: bool = False
    ) -> None:
        self._running = running
        self._interruption = interruption
        self._says = says
        self._owns_database = owns_database
        self._entries: list[tuple[Child, Entry]] = []

    def start(self, child: Child) -> None:
        """Start it and write it down before anything else happens."""
        child.start()
        assert child.process is not None  # noqa: S101 -- start() sets it
        self._entries.append((child, Entry(child.name, ProcessMark.of(child.process.pid))))
        entries = [entry for _child, entry in self._entries]
        self._running.write(self._says, entries, owns_database=self._owns_database)

    def finish(self, child: Child) -> None:
        """Run it to its end. Refuses when it fails, and when we are asked to stop."""
        self.start(child)
        self.wait_until(lambda: child.exit_code is not None, but_not=child)
        self._entries.pop()
        if child.exit_code:
            raise CannotRun(
                f"{child.name} failed with exit code {child.exit_code}.\n{child.log_tail()}".strip()
            )

    def wait_until(
        self, is_so: Callable[[], bool], *, but_not: Child | None = None, limit: float = 3600
    ) -> None:
        """Wait for something while all children live. Refuses when one ends, or after `limit` seconds."""
        deadline = time.monotonic() + limit
        while not is_so():
            if self._interruption.is_asked:
                raise Interrupted
            self._refuse_dead(but_not)
            if time.monotonic() > deadline:
                tails = "\n".join(f"{child.name}:\n{child.log_tail()}" for child, _entry in self._entries)
                raise CannotRun(f"It did not answer within {limit:.0f} s.\n{tails}")
            time.sleep(PAUSE)

    def watch(self) -> None:
        """Wait until we are asked to stop (`Interrupted`). Refuses when a child ends by itself."""
        self.wait_until(lambda: False, limit=float("inf"))

    def stop(self) -> None:
        """End all children: ask every one first, so that they wind down side by side."""
        for child, _entry in self._entries:
            if child.exit_code is None and child.process:
                child.process.terminate()
        for _child, entry in reversed(self._entries):
            entry.end()
        for child, _entry in self._entries:
            if child.process:
                child.process.wait()
        self._entries.clear()
        self._running.write("nothing", [], owns_database=self._owns_database)

    def _refuse_dead(self, but_not: Child | None) -> None:
        for child, _entry in self._entries:
            if child is not but_not and child.exit_code is not None:
                tail = f" The end of its log ({child.log}):\n{child.log_tail()}" if child.log else ""
                raise CannotRun(f"{child.name} ended by itself with exit code {child.exit_code}.{tail}")


def python_command(*words: str) -> list[str]:
    """This Python on these words."""
    return [sys.executable, *words]
