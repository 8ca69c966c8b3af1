"""`./run shell`: Django's shell on the database that the demo uses, or on DATABASE_URL."""

import os
import signal
import subprocess

from loyalty.database.embedded import CHECKOUT, provide_database
from loyalty.launch.supervision import python_command


def shell(words: list[str]) -> int:
    """Run the shell; the embedded database stops with it if nobody else uses it."""
    started = provide_database(os.environ)
    # Ctrl-C belongs to the shell.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    process = subprocess.Popen(  # noqa: S603 -- our own program
        python_command("manage.py", "shell", *words),
        cwd=CHECKOUT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, before),
    )
    exit_code = process.wait()
    if started:
        started.stop_if_unused()
    return exit_code
