"""Imports a file of orders twice over, as a worker would, and says what that took: one line of JSON for each time.

Words: the file, how often.
"""

import json
import sys
import time
from pathlib import Path

import ready  # noqa: F401 -- comes before the product
from django.db import connection
from django.utils.timezone import now
from django_scopes import scope

from loyalty.jobs.actions import claim
from loyalty.jobs.models import Job
from loyalty.jobs.tasks.slices import run_slice
from loyalty.merchants.models import Merchant
from loyalty.orders.actions.imports import start_import, store_import
from loyalty.orders.models import OrderImport
from loyalty.points.models import PointsTransaction

file, times = Path(sys.argv[1]), int(sys.argv[2])
merchant = Merchant.objects.select_related("program").get(name="CDNOW")
connection.ensure_connection()


def blocks() -> object:
    with file.open("rb") as opened:
        while block := opened.read(1_048_576):
            yield block


def import_once() -> OrderImport:
    stored = store_import(blocks, file_name=file.name, merchant=merchant, by=None, at=now())
    job_id = start_import(stored).job_id
    while not Job.objects.get(pk=job_id).is_finished:
        run_slice(claim(job_id))
    return OrderImport.objects.get(pk=stored.pk)


def peak_megabytes() -> float:
    """Of this program alone: what `getrusage` says includes the one that started it."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


with scope(merchant=merchant):
    for _turn in range(times):
        began = time.perf_counter()
        outcome = import_once().outcome
        seconds = time.perf_counter() - began
        megabytes = peak_megabytes()
        entries = PointsTransaction.objects.count()
        print(json.dumps({"seconds": seconds, "megabytes": megabytes, "entries": entries, **outcome}))
