"""The picture of the house in pyproject.toml holds, and notices when somebody breaks it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from loyalty.database.embedded import CHECKOUT

PACKAGES = ("loyalty", "earning", "vip", "apps_marketplace")
LINTER = Path(sys.executable).with_name("lint-imports")

BREACHES = {
    "a room imports the story above it": ("loyalty/customers/queries.py", "import loyalty.flows", "house"),
    "siblings meet": ("loyalty/orders/queries/orders.py", "import loyalty.points.models", "house"),
    "a room calls its own door": (
        "loyalty/customers/actions/joining.py",
        "import loyalty.customers.urls",
        "doors",
    ),
    "a room knows the queue": ("loyalty/outbox/actions.py", "import django_q", "queue"),
    "an action speaks to the network": ("vip/models.py", "import requests", "network"),
    "the programme needs the marketplace": (
        "loyalty/customers/urls.py",
        "import apps_marketplace",
        "marketplace",
    ),
    "the bootstrap needs Django": ("loyalty/launch/verbs.py", "import django", "launch"),
}


def test_every_import_goes_down() -> None:
    result = _lint(CHECKOUT)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("path", "line", "contract"), BREACHES.values(), ids=BREACHES.keys())
def test_a_breach_is_noticed(path: str, line: str, contract: str, tmp_path: Path) -> None:
    house = _copy_of_the_house(tmp_path)
    with (house / path).open("a") as module:
        module.write(f"\n{line}\n")

    result = _lint(house, "--contract", contract)

    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout


def _lint(house: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [str(LINTER), "--no-logo", "--no-cache", *words]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, timeout=120, check=False)


def _copy_of_the_house(folder: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(CHECKOUT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "pyproject.toml", folder)
    return folder
