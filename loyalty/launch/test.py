"""`./run test`: the suite, on a throwaway database that the pytest plugin starts."""

import os
from typing import NoReturn

from loyalty.database.embedded import CHECKOUT
from loyalty.launch.supervision import python_command

SIDE_BY_SIDE = ("-n", "2")
OWN_PROCESSES = ("-n", "--numprocesses", "--pdb", "--dist")
# Those are `./run e2e`.
NO_BROWSER = ("-m", "not browser")
OWN_BROWSER = ("-m", "tests/e2e", "./tests/e2e")


def test(words: list[str]) -> NoReturn:
    """Run pytest; arguments are pytest's. Without the browser's tests unless the arguments choose them."""
    run_pytest([*defaults(words, NO_BROWSER, unless=OWN_BROWSER), *words])


def defaults(words: list[str], default: tuple[str, ...], *, unless: tuple[str, ...]) -> tuple[str, ...]:
    """These words, or none where the arguments chose otherwise."""
    return () if any(word.startswith(unless) for word in words) else default


def run_pytest(words: list[str]) -> NoReturn:
    """Become pytest, so that whoever stops us stops it. Two processes side by side unless the arguments choose."""
    os.chdir(CHECKOUT)
    command = python_command("-m", "pytest", *defaults(words, SIDE_BY_SIDE, unless=OWN_PROCESSES), *words)
    os.execv(command[0], command)  # noqa: S606 -- our own program
