"""Other programs that take their turn: PostgreSQL's own pgbench, and workers that stay and wait for theirs."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from product import CLUSTER, ROOT

from loyalty.database.binaries import candidates
from loyalty.database.creation import ROLE

WORKERS = Path(__file__).parent / "workers"


def pgbench_program() -> Path:
    """Where pgbench is: beside the server's programs, or in the system's."""
    for found in candidates(os.environ):
        if found.has("pgbench"):
            return found / "pgbench"
    sys.exit("pgbench was not found beside any PostgreSQL on this machine.")


@dataclass(frozen=True)
class Pgbench:
    """One statement, prepared, from one client or more. `texts` are variables; numbers are set in the script."""

    script: Path
    database: str
    texts: Mapping[str, str]
    is_durable: bool = True
    clients: int = 1

    def speed(self, seconds: int = 1) -> float:
        """Transactions per second, connecting not counted."""
        variables = [word for name, value in self.texts.items() for word in ("-D", f"{name}={value}")]
        done = subprocess.run(
            [
                *(
                    str(pgbench_program()),
                    "-n",
                    "-M",
                    "prepared",
                    "-c",
                    str(self.clients),
                    "-T",
                    str(seconds),
                ),
                *("-h", str(CLUSTER.socket_folder), "-U", ROLE, "-f", str(self.script), *variables),
                self.database,
            ],
            env={**os.environ, "PGOPTIONS": session_options(is_durable=self.is_durable)},
            capture_output=True,
            text=True,
            check=True,
        )
        return float(re.search(r"tps = ([\d.]+)", done.stdout)[1])


class Worker:
    """A script of `workers/` in its own process. Told for how many seconds, it works and says how many it did."""

    def __init__(
        self,
        name: str,
        *,
        address: str,
        is_durable: bool = True,
        python: Path | str = sys.executable,
        words: tuple[str, ...] = (),
    ) -> None:
        self._process = subprocess.Popen(
            [str(python), str(WORKERS / f"{name}.py"), *words],
            env={
                **os.environ,
                "DATABASE_URL": address,
                "PGOPTIONS": session_options(is_durable=is_durable),
                "PYTHONPATH": f"{ROOT}{os.pathsep}{WORKERS.parent}",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=30)

    def start(self, seconds: float = 1) -> None:
        """Let it begin, and go on."""
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()

    def finish(self) -> float:
        """What it reached per second, once it is done."""
        return float(self._process.stdout.readline())

    def speed(self, seconds: float = 1) -> float:
        """Let it work, and wait for it."""
        self.start(seconds)
        return self.finish()


def session_options(*, is_durable: bool) -> str:
    """What a connection is told at its start: whether it waits for the disk."""
    return f"-c synchronous_commit={'on' if is_durable else 'off'}"
