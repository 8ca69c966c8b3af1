"""Making a .venv and filling it with whatever this machine has: uv, pip in the .venv, or pip from outside."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from loyalty.launch.terminal import CannotRun

Command = list[str | Path]
# Where these point elsewhere, packages would land outside the .venv.
MISLEADING = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME")


def make_venv(venv: Path) -> None:
    """An empty .venv of the running Python, with pip in it where the machine has ensurepip."""
    base = Path(getattr(sys, "_base_executable", sys.executable))
    ways: list[Command] = [[base, "-m", "venv", venv], [base, "-m", "venv", "--without-pip", "--clear", venv]]
    if uv := shutil.which("uv"):
        ways.insert(0, [uv, "venv", "--quiet", "--clear", "--python", base, venv])
    said = ""
    for way in ways:
        said = _failure(way)
        if not said:
            return
    raise cannot_install(f"Python could not make .venv. It said:\n{said}")


def install(python: Path, requirements: Path) -> None:
    """Install exactly what `requirements` lists, each file checked against its hash."""
    said = ""
    for way in _ways_to_install(python):
        failure = _failure([*way, "--require-hashes", "-r", requirements])
        if not failure:
            return
        said = f"{said}\n{failure}".strip()
    raise cannot_install(said or "There is no pip: neither in Python nor on the PATH, and no uv either.")


def cannot_install(why: str) -> CannotRun:
    """The refusal that says what to do about it."""
    return CannotRun(
        f"{why}\n\nThe requirements are not installed. What helps, one of these:\n"
        "  - apt-get install python3-venv (or python3-pip), or put uv on the PATH\n"
        "  - see that this machine reaches a package index, as pip or uv are set up to use it\n"
        "  - remove .venv and start again; nothing else is lost with it"
    )


def _ways_to_install(python: Path) -> Iterator[Command]:
    if uv := shutil.which("uv"):
        yield [uv, "pip", "install", "--quiet", "--python", python]
    quiet = ("--quiet", "--disable-pip-version-check")
    if not _failure([python, "-m", "pip", "--version"]):
        yield [python, "-m", "pip", "install", *quiet]
    # Debian without ensurepip: the system's pip installs into a .venv that has none.
    elif not _failure([sys.executable, "-m", "pip", "--version"]):
        yield [sys.executable, "-m", "pip", "--python", python, "install", *quiet]


def _failure(command: Command) -> str:
    """Run it; nothing when it went well, otherwise what it said."""
    environment = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    words = [str(word) for word in command]
    done = subprocess.run(  # noqa: S603 -- our own words
        words, env=environment, capture_output=True, text=True, check=False, close_fds=False
    )
    if done.returncode == 0:
        return ""
    return (done.stderr or done.stdout).strip() or f"{words[0]} ended with {done.returncode}."
