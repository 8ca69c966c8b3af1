"""`./run check`: everything that must hold before a change is merged, except in the browser."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe

from loyalty.database.embedded import CHECKOUT
from loyalty.database.throwaway import end_throwaway, start_throwaway
from loyalty.launch.supervision import python_command
from loyalty.launch.terminal import CannotRun, say
from loyalty.launch.test import NO_BROWSER, SIDE_BY_SIDE

PRODUCTION = {
    "ALLOWED_HOSTS": "loyalty.example.com",
    "CREDENTIAL_KEYS": token_urlsafe(64),
    "HTTPS": "1",
    "SECRET_KEY": token_urlsafe(64),
    "STATIC_MANIFEST": "1",
}


@dataclass(frozen=True)
class Step:
    """One thing to check: a command that must end with 0. What it prints is shown at once, or when it fails."""

    name: str
    command: list[str]
    environ: Mapping[str, str] = field(default_factory=dict)
    is_shown: bool = False


def check(words: list[str]) -> int:
    """Run every step, also after one failed, and name the failures at the end."""
    if words:
        raise CannotRun("./run check takes no arguments; ./run test passes its own to pytest.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    cluster = start_throwaway(os.environ)
    try:
        environ = {**os.environ, "DATABASE_URL": cluster.url}
        failed = [step.name for step in _steps() if not _holds(step, environ)]
    finally:
        end_throwaway(cluster)
    say(f"\nFailed: {', '.join(failed)}." if failed else "\nEverything holds.")
    return 1 if failed else 0


def _steps() -> list[Step]:
    tools = Path(_python()).parent
    manage = [_python(), "manage.py"]
    templates = sorted(str(path.relative_to(CHECKOUT)) for path in (CHECKOUT / "templates").rglob("*.html"))
    return [
        Step("lint", [str(tools / "ruff"), "check", "--quiet", "."]),
        Step("format", [str(tools / "ruff"), "format", "--quiet", "--check", "."]),
        Step("types", [_python(), "-m", "mypy", "."]),
        Step("contracts", [str(tools / "lint-imports"), "--no-logo"]),
        Step("templates", [str(tools / "djade"), "--target-version", "5.2", "--check", *templates]),
        Step("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        Step("deployment", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        Step("tests", python_command("-m", "pytest", "-q", *SIDE_BY_SIDE, *NO_BROWSER), is_shown=True),
    ]


def _holds(step: Step, environ: Mapping[str, str]) -> bool:
    began = time.monotonic()
    output = None if step.is_shown else subprocess.PIPE
    process = subprocess.Popen(  # noqa: S603 -- our own programs
        step.command,
        cwd=CHECKOUT,
        env={**environ, **step.environ},
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        text=True,
        errors="replace",
    )
    said = _said(process)
    is_well = process.returncode == 0
    say(f"{'ok    ' if is_well else 'FAILED'}  {step.name:<12} {time.monotonic() - began:6.1f} s")
    if not is_well and said:
        say(said.rstrip())
    return is_well


def _said(process: "subprocess.Popen[str]") -> str:
    try:
        return process.communicate()[0] or ""
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise


def _python() -> str:
    return python_command()[0]
