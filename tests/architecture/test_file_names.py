"""Files are named from the list in docs/decisions/0002-file-names.md, and stay small."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import pytest

from loyalty.database.embedded import CHECKOUT

PACKAGES = ("loyalty", "earning", "vip", "apps_marketplace")
LIST = CHECKOUT / "docs" / "decisions" / "0002-file-names.md"
# Packages whose files are named for what they do, and the single files beside the rooms.
NOT_ROOMS = ("loyalty/database", "loyalty/launch", "loyalty/ui", "loyalty/flows", "loyalty/errors")
BESIDE_ROOMS = {"settings", "urls", "schedule", "wsgi"}
ROOMS_OF_THE_MARKETPLACE = {"connectors", "oauth", "sync"}
DRAWERS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "services",
    "managers",
    "signals",
    "base",
    "core",
}
MOST_LINES = 250
A_LIST = PurePosixPath("loyalty/settings.py")  # read from top to bottom by nobody

ANYWHERE = "any room"


def test_every_file_has_a_name_from_the_list() -> None:
    assert list(misnamed(_modules(), _listed())) == []


@pytest.mark.parametrize(
    "path",
    [
        "loyalty/customers/utils.py",
        "loyalty/customers/merging.py",
        "loyalty/points/evaluation.py",
        "loyalty/ui/helpers.py",
        "earning/actions/common.py",
        "apps_marketplace/sync/engine.py",
        "loyalty/more_settings.py",
    ],
)
def test_another_name_is_noticed(path: str) -> None:
    assert list(misnamed([PurePosixPath(path)], _listed())) == [path]


def test_no_file_is_long() -> None:
    assert list(overlong(_modules())) == []


def test_a_long_file_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("\n" * (MOST_LINES + 1))

    assert list(overlong([PurePosixPath("long.py")], within=tmp_path)) == [f"long.py: {MOST_LINES + 1} lines"]


def misnamed(paths: Iterable[PurePosixPath], listed: dict[str, set[str]]) -> Iterator[str]:
    for path in paths:
        names = [*path.parts[:-1], path.stem]
        if DRAWERS & set(names) or not _is_in_the_list(path, listed):
            yield str(path)


def overlong(paths: Iterable[PurePosixPath], within: Path = CHECKOUT) -> Iterator[str]:
    for path in paths:
        lines = len((within / path).read_text().splitlines())
        if lines > MOST_LINES and path != A_LIST:
            yield f"{path}: {lines} lines"


def _is_in_the_list(path: PurePosixPath, listed: dict[str, set[str]]) -> bool:
    if path.name == "__init__.py" or str(path).startswith(NOT_ROOMS):
        return True
    room, kind = _room_and_kind(path)
    if room == "loyalty":
        return kind in BESIDE_ROOMS
    return bool(listed.get(kind, set()) & {ANYWHERE, room})


def _room_and_kind(path: PurePosixPath) -> tuple[str, str]:
    """`loyalty/points/actions/postings.py` is of the kind `actions` in the room `points`."""
    names = [*path.parts[:-1], path.stem]
    rooms_above = {"loyalty": 1, "apps_marketplace": 2 if "connectors" in names else 1}
    nested = names[0] == "loyalty" or names[1] in ROOMS_OF_THE_MARKETPLACE
    depth = min(1 + rooms_above.get(names[0], 0) * nested, len(names) - 1)
    return names[depth - 1], names[depth]


def _modules() -> list[PurePosixPath]:
    found = (
        path.relative_to(CHECKOUT) for package in PACKAGES for path in (CHECKOUT / package).rglob("*.py")
    )
    return sorted(PurePosixPath(path) for path in found if "migrations" not in path.parts)


def _listed() -> dict[str, set[str]]:
    """Each name of the table, and the rooms it is for."""
    rows = re.findall(r"^\| `(\w+)` \|.*\| ([`\w ,]+) \|$", LIST.read_text(), re.MULTILINE)
    return {name: {room.strip("` ") for room in rooms.split(",")} for name, rooms in rows}
