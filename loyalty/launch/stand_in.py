"""The stand-in of CM Commerce beside the demo, so that there is an app to install and try."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from loyalty.database.embedded import CHECKOUT
from loyalty.launch.supervision import Child, python_command

CLIENT, MEMORY = "cm_commerce.json", "cm_commerce.sqlite3"
MODULE = "tests.providers.cm_commerce"
EMAIL = "olive@example.com"
PASSWORD = "demo-cm-commerce"  # noqa: S105 -- printed for everybody; it listens on this machine alone


@dataclass(frozen=True)
class StandIn:
    """One that listens on `port` and remembers in `folder`."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        """Where people reach it."""
        return f"http://localhost:{self.port}"

    @property
    def says(self) -> str:
        """Two lines for the person at the terminal."""
        return (
            f"A stand-in of CM Commerce runs at {self.url}/ for its app: Apps, CM Commerce, Install\n"
            f"Sign in there as {EMAIL} with {PASSWORD}"
        )

    @property
    def client(self) -> Path:
        """The file in which the preparation leaves its client id and secret."""
        return self.folder / CLIENT

    def process(self, environ: Mapping[str, str], *, platform: str) -> Child:
        """It, as an app of the loyalty platform at this address."""
        words = {
            "--port": str(self.port),
            "--platform": platform,
            "--client": str(self.client),
            "--database": str(self.folder / MEMORY),
            "--email": EMAIL,
            "--password": PASSWORD,
        }
        command = python_command("-m", MODULE, *(word for pair in words.items() for word in pair))
        return Child("CM Commerce's stand-in", command, environ, self.folder / "logs" / "cm_commerce.log")

    @staticmethod
    def forget(folder: Path) -> None:
        """Whatever one remembers there; it starts over with the demo."""
        for name in (CLIENT, MEMORY, f"{MEMORY}-wal", f"{MEMORY}-shm"):
            (folder / name).unlink(missing_ok=True)


def is_here() -> bool:
    """Whether this checkout has it: it comes with the tests."""
    return (CHECKOUT / MODULE.replace(".", "/")).is_dir()
