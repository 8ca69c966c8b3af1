"""`./run e2e`: the browser tests, which must run and not be skipped."""

from typing import NoReturn

from loyalty.launch.browser import why_no_browser
from loyalty.launch.terminal import CannotRun
from loyalty.launch.test import run_pytest


def e2e(words: list[str]) -> NoReturn:
    """Run the tests marked `browser`; arguments are pytest's. Refuses where there is no Chromium."""
    if reason := why_no_browser():
        raise CannotRun(f"The browser tests cannot run. {reason}")
    run_pytest(["-m", "browser", *words])
