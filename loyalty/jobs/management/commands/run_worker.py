"""Process 1 of a worker."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from loyalty.jobs.tasks.watch import Watch

SILENCE = 15


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT, then lets running slices end and exits with 0."""

    requires_system_checks = []
    help = "Runs jobs, and replaces whatever of its processes dies or hangs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--silence",
            type=float,
            default=SILENCE,
            help=f"Replace the processes after so many seconds without a sign of life ({SILENCE}).",
        )

    def handle(self, *, silence: float, **_options: Any) -> None:
        Watch(silence=silence, folder=Path(settings.DATA_DIR) / "workers").run()
