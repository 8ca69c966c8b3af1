"""Every word that the product reads from the environment stands in docs/settings.md, and no other."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from loyalty.database.embedded import CHECKOUT

PACKAGES = ("loyalty", "earning", "vip", "apps_marketplace")
PAGE = CHECKOUT / "docs" / "settings.md"


def test_settings_and_their_page_agree() -> None:
    read = {name for source in _sources() for name in names_read(source.read_text())}

    assert read == documented(PAGE.read_text())


@pytest.mark.parametrize(
    "line",
    [
        'env.bool("NEW_SWITCH", default=False)',
        'os.environ["NEW_SWITCH"]',
        'os.environ.get("NEW_SWITCH")',
        'environ.get("NEW_SWITCH") or "5"',
        'SWITCH = "NEW_SWITCH"\nos.environ.get(SWITCH, "")',
    ],
)
def test_a_new_setting_is_noticed(line: str) -> None:
    assert set(names_read(line)) == {"NEW_SWITCH"}


def test_what_is_only_written_is_no_setting() -> None:
    assert set(names_read('os.environ["TZ"] = "UTC"')) == set()


def documented(page: str) -> set[str]:
    return set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))


def names_read(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    constants = dict(_constants(tree.body))
    for node in ast.walk(tree):
        if key := _key(node):
            name = key.value if isinstance(key, ast.Constant) else constants.get(getattr(key, "id", ""))
            if isinstance(name, str):
                yield name


def _key(node: ast.AST) -> ast.expr | None:
    """What a read of the environment asks for: `env.str(KEY)`, `environ.get(KEY)`, `environ[KEY]`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        called_on = _last_name(node.func.value)
        if called_on == "env" or (called_on == "environ" and node.func.attr == "get"):
            return node.args[0]
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and _last_name(node.value) == "environ"
    ):
        return node.slice
    return None


def _last_name(node: ast.expr) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def _constants(body: Iterable[ast.stmt]) -> Iterator[tuple[str, object]]:
    for statement in body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            yield from ((_last_name(target), statement.value.value) for target in statement.targets)


def _sources() -> list[Path]:
    found = (path for package in PACKAGES for path in (CHECKOUT / package).rglob("*.py"))
    return [CHECKOUT / "manage.py", *found]
