"""`./run VERB …` after the requirements are there: finds the verb and lets it work."""

import sys
from collections.abc import Callable

from loyalty.database.refusals import DatabaseUnavailable
from loyalty.launch.backup import backup
from loyalty.launch.check import check
from loyalty.launch.demo import demo
from loyalty.launch.e2e import e2e
from loyalty.launch.lock import lock
from loyalty.launch.restore import restore
from loyalty.launch.shell import shell
from loyalty.launch.stop import stop
from loyalty.launch.terminal import CannotRun, complain
from loyalty.launch.test import test
from loyalty.launch.up import up

ACTIONS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "test": test,
    "e2e": e2e,
    "check": check,
    "up": up,
    "stop": stop,
    "backup": backup,
    "restore": restore,
    "lock": lock,
    "shell": shell,
}


def main(words: list[str]) -> int:
    """The exit code of the verb; a refusal is a sentence and 1."""
    verb, *rest = words
    try:
        return ACTIONS[verb](rest)
    except (CannotRun, DatabaseUnavailable) as refusal:
        complain(str(refusal))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
