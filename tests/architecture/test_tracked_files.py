"""Nothing tracked says where the packages came from or whose machine it was made on."""

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from loyalty.database.embedded import CHECKOUT

# Put together from parts, so that this file does not contain what it forbids.
INDEX_ADDRESSES = (
    ".".join(("pypi", "org")),
    ".".join(("files", "pythonhosted", "org")),
    "/".join(("", "simple", "")),
)
MACHINE_PATHS = ("/" + "work/", "/" + "root/", "/" + "tmp/brief", "/" + "home/")
FORBIDDEN = re.compile("|".join(map(re.escape, (*INDEX_ADDRESSES, *MACHINE_PATHS))))
BINARY = {".png", ".jpg", ".woff2", ".ico", ".gz"}
LOCKS = {"uv.lock", "pylock.toml"}


def test_no_tracked_file_names_an_index_or_a_machine() -> None:
    assert list(revealing(_tracked())) == []


@pytest.mark.parametrize("text", [*INDEX_ADDRESSES, *MACHINE_PATHS])
def test_an_address_is_noticed(text: str, tmp_path: Path) -> None:
    noted = tmp_path / "notes.md"
    noted.write_text(f"fine\nsee {text}here\n")

    assert list(revealing([noted])) == [f"{noted}:2"]


def test_no_lock_with_addresses_is_tracked() -> None:
    assert LOCKS & {path.name for path in _tracked()} == set()


def revealing(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        if path.suffix not in BINARY and path.is_file():
            lines = path.read_text(errors="replace").splitlines()
            yield from (f"{path}:{number}" for number, line in enumerate(lines, 1) if FORBIDDEN.search(line))


def _tracked() -> list[Path]:
    """What git has or would take; outside a checkout of git there is nothing to look at."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [CHECKOUT / name for name in listed.stdout.splitlines()]
