"""`./run test`: the suite, on a throwaway database that the pytest plugin starts."""

import os
from typing import NoReturn

from loyalty.database.embedded import CHECKOUT
from loyalty.launch.supervision import python_command

WORKERS = "2"
OWN_CHOICES = ("-n", "--numprocesses", "--pdb", "--dist")


def test(words: list[str]) -> NoReturn:
    """Run pytest; arguments are pytest's. Two processes side by side unless the arguments choose."""
    chosen = any(word.startswith(OWN_CHOICES) for word in words)
    run_pytest([*([] if chosen else ["-n", WORKERS]), *words])


def run_pytest(words: list[str]) -> NoReturn:
    """Become pytest, so that whoever stops us stops it."""
    os.chdir(CHECKOUT)
    command = python_command("-m", "pytest", *words)
    os.execv(command[0], command)  # noqa: S606 -- our own program
