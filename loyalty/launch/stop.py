"""`./run stop`: ends what a demo or up of this checkout started, also after it was killed."""

import os
import signal

from loyalty.database.embedded import data_folder, embedded_cluster
from loyalty.launch.running import Running
from loyalty.launch.terminal import CannotRun, say

# Seconds: a launcher gives each of its processes some, and PostgreSQL after them.
LAUNCHER_LIMIT = 90


def stop(words: list[str]) -> int:
    """Stop the launcher, whatever a dead one left, and the embedded database."""
    if words:
        raise CannotRun("./run stop takes no arguments.")
    running = Running(data_folder(os.environ))
    was_running = [_stop_launcher(running), end_leftovers(running), _stop_database()]
    say("Stopped." if any(was_running) else "Nothing was running.")
    return 0


def end_leftovers(running: Running) -> bool:
    """End what a launcher left that was killed; True when there was something."""
    left = running.leftovers()
    for entry in left:
        say(f"{entry.name} was left by a run that was killed; ending it.")
        entry.end()
    return bool(left)


def _stop_launcher(running: Running) -> bool:
    launcher = running.launcher()
    if launcher is None:
        return False
    launcher.send(signal.SIGTERM)
    if not launcher.gone_within(LAUNCHER_LIMIT):
        launcher.send(signal.SIGKILL)
        launcher.gone_within(LAUNCHER_LIMIT)
    return True


def _stop_database() -> bool:
    return embedded_cluster(os.environ).stop()
