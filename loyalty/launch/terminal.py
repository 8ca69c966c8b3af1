"""Words for the person at the terminal."""

import contextlib
import sys
from typing import TextIO


class CannotRun(Exception):
    """A verb that will not be done; `str()` says why and what to do instead."""


def say(text: str = "") -> None:
    """Write a line at once. The terminal may be gone (SIGHUP): then there is nobody to tell."""
    _write(sys.stdout, text)


def complain(text: str) -> None:
    """Write a line where errors go."""
    _write(sys.stderr, text)


def _write(stream: TextIO, text: str) -> None:
    with contextlib.suppress(OSError):
        stream.write(f"{text}\n")
        stream.flush()
