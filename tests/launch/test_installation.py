"""With layers that list nothing, so that no package index is needed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from loyalty.launch.installation import Installation
from loyalty.launch.installers import make_venv
from loyalty.launch.terminal import CannotRun


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with two layers, on a machine that has uv (which makes a .venv at once)."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    (tmp_path / "requirements").mkdir()
    for layer in ("base", "dev"):
        (tmp_path / "requirements" / f"{layer}.txt").write_text("# nothing\n")
    return tmp_path


def test_a_second_start_installs_nothing(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    python = Installation(checkout).ensure(["base"])
    capsys.readouterr()

    again = Installation(checkout).ensure(["base"])

    assert again == python == checkout / ".venv" / "bin" / "python"
    assert capsys.readouterr().out == ""


def test_the_venv_sees_its_own_checkout(checkout: Path) -> None:
    (checkout / "ours.py").write_text("print('seen')")

    python = Installation(checkout).ensure(["base"])

    done = subprocess.run([python, "-c", "import ours"], cwd="/", capture_output=True, text=True, check=True)
    assert done.stdout == "seen\n"


def test_a_changed_layer_goes_into_the_venv_that_is_there(checkout: Path) -> None:
    Installation(checkout).ensure(["base", "dev"])
    (checkout / ".venv" / "kept").touch()
    (checkout / "requirements" / "dev.txt").write_text("# something else\n")

    Installation(checkout).ensure(["base", "dev"])

    assert (checkout / ".venv" / "kept").exists()
    assert Installation(checkout).missing(["base", "dev"]) == []


def test_a_venv_made_by_hand_is_adopted(checkout: Path) -> None:
    make_venv(checkout / ".venv")
    (checkout / ".venv" / "kept").touch()

    Installation(checkout).ensure(["base"])

    assert (checkout / ".venv" / "kept").exists()


def test_half_an_installation_is_not_believed(checkout: Path) -> None:
    Installation(checkout).ensure(["base"])
    (checkout / ".venv" / "half a package").touch()
    (checkout / ".venv" / ".layers" / "half").touch()

    Installation(checkout).ensure(["base", "dev"])

    assert not (checkout / ".venv" / "half a package").exists()
    assert Installation(checkout).missing(["base", "dev"]) == []


def test_a_venv_whose_python_is_gone_is_made_anew(checkout: Path) -> None:
    python = Installation(checkout).ensure(["base"])
    python.unlink()
    python.symlink_to("/nowhere/python3")

    Installation(checkout).ensure(["base"])

    assert subprocess.run([python, "-c", ""], check=False).returncode == 0


def test_an_installer_that_gives_up_leaves_the_layers_before_it(checkout: Path) -> None:
    Installation(checkout).ensure(["base"])
    (checkout / "requirements" / "dev.txt").write_text("unhashed==1\n")

    with pytest.raises(CannotRun, match="The requirements are not installed"):
        Installation(checkout).ensure(["base", "dev"])

    assert Installation(checkout).missing(["base", "dev"]) == ["dev"]
    assert not (checkout / ".venv" / ".layers" / "half").exists()
