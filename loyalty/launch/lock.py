"""`./run lock`: pins the requirements, with a hash for every file and no address of any index."""

import subprocess
import sys
from pathlib import Path

from loyalty.database.embedded import CHECKOUT
from loyalty.launch.terminal import CannotRun, say

# In this order: each is held to the pins of those before it.
LAYERS = ("base", "dev", "e2e", "bench")
OLDEST_PYTHON = "3.11"
ADDRESS_OPTIONS = (
    "--index",
    "--default-index",
    "--extra-index",
    "--find-links",
    "--trusted-host",
    "-i ",
    "-f ",
)


def lock(words: list[str]) -> int:
    """Write requirements/*.txt from *.in; arguments are uv's (`--upgrade` takes newer versions)."""
    folder = CHECKOUT / "requirements"
    for layer in LAYERS:
        _compile(folder, layer, words)
        say(f"Pinned requirements/{layer}.txt")
    return 0


def without_addresses(text: str) -> str:
    """The same requirements without any line that says where packages come from."""
    kept = [line for line in text.splitlines() if not _says_where(line.strip())]
    return "\n".join(kept) + "\n"


def _compile(folder: Path, layer: str, words: list[str]) -> None:
    output = f"{layer}.txt"
    command = [
        *(str(Path(sys.executable).with_name("uv")), "pip", "compile", "--universal", "--generate-hashes"),
        *("--no-header", "--quiet", "--python-version", OLDEST_PYTHON, f"{layer}.in", "-o", output),
        *words,
    ]
    done = subprocess.run(command, cwd=folder, check=False)  # noqa: S603 -- uv of our own requirements
    if done.returncode:
        raise CannotRun(f"uv could not pin requirements/{layer}.in; its words stand above.")
    (folder / output).write_text(without_addresses((folder / output).read_text()))


def _says_where(line: str) -> bool:
    return line.startswith(ADDRESS_OPTIONS) or (line.startswith("#") and "://" in line)
