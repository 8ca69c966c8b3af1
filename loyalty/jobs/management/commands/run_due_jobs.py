"""Runs jobs without a worker."""

from typing import Any

from django.core.management.base import BaseCommand

from loyalty.jobs.tasks.drain import run_due


class Command(BaseCommand):
    """For seeding, tests and machines without a worker."""

    requires_system_checks = []
    help = "Runs every job that is due, in this process, until none is left."

    def handle(self, **_options: Any) -> None:
        self.stdout.write(f"{run_due()} slices run.")
