"""The browser that the browser tests drive."""

import shutil
from importlib.util import find_spec

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_chromium() -> str | None:
    """The path of a Chromium on this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def why_no_browser() -> str:
    """Why browser tests cannot run here, as a sentence with the way out; empty when they can."""
    if find_spec("playwright") is None:
        return "Playwright is not installed: ./run e2e installs it."
    if find_chromium() is None:
        return "There is no Chromium on the PATH: apt-get install chromium."
    return ""
