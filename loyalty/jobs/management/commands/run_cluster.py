"""The processes that do the work; `run_worker` starts and watches them."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections
from django_q.cluster import Cluster

from loyalty.jobs.actions.leases import current_worker
from loyalty.jobs.tasks.broker import WorkerBroker
from loyalty.jobs.tasks.processes import die_with_parent


class Command(BaseCommand):
    """Ends with its parent: nobody else would ever end it."""

    requires_system_checks = []
    help = "Started by run_worker, not by people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--parent", type=int, required=True, help="The process to die with.")

    def handle(self, *, parent: int, **_options: Any) -> None:
        die_with_parent(parent)
        # A line for every job belongs to debugging.
        logging.getLogger("django-q").setLevel(logging.WARNING)
        # Forked processes must not share a connection, nor the threads of a pool.
        for connection in connections.all(initialized_only=True):
            connection.close()
            connection.settings_dict.get("OPTIONS", {}).pop("pool", None)
        Cluster(WorkerBroker(current_worker())).start()
