"""`./run test`: the suite, on a throwaway database that the pytest plugin starts."""

import subprocess

from loyalty.database.embedded import CHECKOUT
from loyalty.launch.supervision import python_command

WORKERS = "2"
OWN_CHOICES = ("-n", "--numprocesses", "--pdb", "--dist")


def test(words: list[str]) -> int:
    """Run pytest; arguments are pytest's. Two processes side by side unless the arguments choose."""
    chosen = any(word.startswith(OWN_CHOICES) for word in words)
    return run_pytest([*([] if chosen else ["-n", WORKERS]), *words])


def run_pytest(words: list[str]) -> int:
    """Pytest's exit code."""
    return subprocess.run(python_command("-m", "pytest", *words), cwd=CHECKOUT, check=False).returncode  # noqa: S603 -- our own program
