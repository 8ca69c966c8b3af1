import os
import subprocess
from pathlib import Path

from loyalty.database.embedded import CHECKOUT
from loyalty.launch.__main__ import ACTIONS
from loyalty.launch.verbs import VERBS

RUN = CHECKOUT / "run"


def test_alone_it_lists_every_verb_with_a_line() -> None:
    said = subprocess.run([RUN], capture_output=True, text=True, check=True).stdout

    lines = [line.split(None, 3) for line in said.splitlines() if line.startswith("  ./run ")]
    assert [line[1] for line in lines] == list(VERBS) == list(ACTIONS)
    assert all(verb.says for verb in VERBS.values())


def test_an_unknown_verb_is_answered_with_the_list() -> None:
    done = subprocess.run([RUN, "fly"], capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.startswith("There is no ./run fly.")
    assert "./run demo" in done.stderr


def test_it_works_from_another_folder_and_ignores_what_lies_there(tmp_path: Path) -> None:
    (tmp_path / "loyalty").mkdir()
    (tmp_path / "loyalty" / "__init__.py").write_text("raise SystemExit('the wrong one')")

    done = subprocess.run([RUN], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0
    assert done.stdout.startswith("Grin, ")


def test_without_a_python_that_is_new_enough_it_says_so(tmp_path: Path) -> None:
    for name in ("python3", "python3.11"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")

    done = subprocess.run(
        ["/bin/sh", RUN, "demo"], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr.startswith("This needs Python 3.11 or newer")


def test_it_is_a_program() -> None:
    assert os.access(RUN, os.X_OK)
    assert os.access(CHECKOUT / ".ci" / "run", os.X_OK)
