"""The first step of `./run`: has the requirements installed, then hands over to the Python that sees them.

Standard library only, and any Python from 3.11 on: this runs before anything exists.
"""

import os
import sys
from pathlib import Path
from typing import NoReturn

from loyalty.launch.installation import Installation
from loyalty.launch.terminal import CannotRun, complain, say
from loyalty.launch.verbs import VERBS, verb_list

CHECKOUT = Path(__file__).resolve().parents[2]


def main(words: list[str]) -> int:
    """Run the verb, or say what there is to run; an exit code."""
    if not words or words[0] in ("help", "-h", "--help"):
        say(verb_list())
        return 0
    if words[0] not in VERBS:
        complain(f"There is no ./run {words[0]}.\n\n{verb_list()}")
        return 2
    try:
        python = Installation(CHECKOUT).ensure(VERBS[words[0]].layers)
    except CannotRun as refusal:
        complain(str(refusal))
        return 1
    except KeyboardInterrupt:
        complain("Interrupted. The next ./run starts the installation again.")
        return 130
    return _become(python, ["-P", "-m", "loyalty.launch", *words])


def _become(python: Path, words: list[str]) -> NoReturn:
    os.execv(python, [str(python), *words])  # noqa: S606 -- this process becomes that one, so signals reach it


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
