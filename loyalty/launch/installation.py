"""The checkout's `.venv`, brought up to date in layers. Standard library only: nothing is installed yet.

A layer is one hash-checked `requirements/NAME.txt`. Its stamp in `.venv/.layers` is removed before the
installer begins and written after it is done, so that an interrupted installation is never believed whole.
"""

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from loyalty.launch.installers import cannot_install, install, make_venv
from loyalty.launch.terminal import CannotRun, say

HALF = "half"


class Installation:
    """The `.venv` of one checkout."""

    def __init__(self, checkout: Path) -> None:
        self.requirements = checkout / "requirements"
        self.venv = checkout / ".venv"
        self.python = self.venv / "bin" / "python"
        self._stamps = self.venv / ".layers"

    def ensure(self, layers: Sequence[str]) -> Path:
        """Have these layers installed; the Python that sees them. Installs nothing when nothing changed."""
        if self.missing(layers):
            with self._alone():
                # Asked again: whoever held the lock before us may have installed them.
                if self.missing(layers):
                    self._install(layers)
        return self.python

    def missing(self, layers: Sequence[str]) -> list[str]:
        """Which of these layers are not installed as their files say."""
        return [layer for layer in layers if self._stamp(layer) != self._wanted(layer)]

    def _install(self, layers: Sequence[str]) -> None:
        began = time.monotonic()
        say("Installing the requirements into .venv (the first time takes about half a minute) …")
        self._make_whole()
        for layer in self.missing(layers):
            self._install_layer(layer)
        self._show_checkout()
        say(f"Installed in {time.monotonic() - began:.0f} s.")

    def _install_layer(self, layer: str) -> None:
        half, stamp = self._stamps / HALF, self._stamps / layer
        stamp.unlink(missing_ok=True)
        half.touch()
        try:
            install(self.python, self.requirements / f"{layer}.txt")
        except CannotRun:
            # An installer that gave up by itself has tidied up; only one that was cut off leaves halves.
            half.unlink()
            raise
        stamp.write_text(self._wanted(layer))
        half.unlink()

    def _make_whole(self) -> None:
        """Keep a .venv that works, also one made by hand; build anew what is half or lost its Python."""
        if self._stamps.joinpath(HALF).exists() or not self._works():
            shutil.rmtree(self.venv, ignore_errors=True)
            make_venv(self.venv)
        self._stamps.mkdir(exist_ok=True)

    def _works(self) -> bool:
        asks = "import sys; sys.exit(sys.version_info < (3, 11) or sys.prefix == sys.base_prefix)"
        try:
            return subprocess.run([self.python, "-I", "-c", asks], check=False).returncode == 0  # noqa: S603 -- our own
        except OSError:
            return False

    def _show_checkout(self) -> None:
        # Relative, so that a copied checkout with its .venv sees itself and not the original.
        for packages in self.venv.glob("lib/python3*/site-packages"):
            (packages / "grin.pth").write_text("../../../..\n")

    def _stamp(self, layer: str) -> str:
        try:
            return self._stamps.joinpath(layer).read_text()
        except OSError:
            return ""

    def _wanted(self, layer: str) -> str:
        # The interpreter too: after an upgrade of the system's Python it looks for packages elsewhere.
        text = self.requirements.joinpath(f"{layer}.txt").read_bytes()
        return f"{sha256(text).hexdigest()} {os.path.realpath(self.python)}\n"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        handle = os.open(self.requirements, os.O_RDONLY)
        # The installer inherits the lock: when only we are killed, it still keeps others away until it ends.
        os.set_inheritable(handle, True)
        try:
            _lock(handle)
            yield
        except PermissionError as error:
            raise cannot_install(f"This user may not write {error.filename}.") from error
        finally:
            os.close(handle)


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another ./run is installing; waiting for it …")
        fcntl.flock(handle, fcntl.LOCK_EX)
