"""Files of customers, and what becomes of them."""

from dataclasses import replace
from typing import Any

from loyalty.customers.actions.imports import start_check, start_import, start_withdrawal, store_people
from loyalty.customers.models import CustomerImport, CustomerImportRow, ImportKind
from loyalty.customers.snapshots import Reading
from loyalty.flows.people import KINDS, PeopleCounts
from loyalty.jobs.actions import claim
from loyalty.jobs.models import Job
from loyalty.jobs.tasks.slices import run_slice
from loyalty.merchants.models import Merchant
from tests.cast import MONDAY


def make_list(
    text: str | bytes, *, merchant: Merchant, kind: ImportKind = ImportKind.POINTS, name: str = "list.csv"
) -> CustomerImport:
    """A file that was uploaded and not looked at yet."""
    content = text.encode() if isinstance(text, str) else text
    return store_people(
        lambda: [content],
        kind=kind,
        columns=KINDS[kind].columns,
        file_name=name,
        merchant=merchant,
        by=None,
        at=MONDAY,
    )


def check_list(stored: CustomerImport, **terms: Any) -> PeopleCounts:
    """Have the file checked; what it would do."""
    reading = replace(Reading.from_json(stored.reading), **terms)
    started = start_check(stored, reading, needed=KINDS[stored.kind].needed)
    return PeopleCounts(**_worked(started).expected)


def import_list(stored: CustomerImport, **terms: Any) -> PeopleCounts:
    """Have the file imported; what it did."""
    reading = replace(Reading.from_json(stored.reading), **terms)
    started = start_import(stored, reading, needed=KINDS[stored.kind].needed)
    return PeopleCounts(**_worked(started).outcome)


def take_list_back(stored: CustomerImport) -> CustomerImport:
    """Have what the file did taken back."""
    stored.refresh_from_db()
    return _worked(start_withdrawal(stored))


def report_of(stored: CustomerImport) -> list[tuple[int, str, str]]:
    """What became of each row: line, result, and why."""
    rows = CustomerImportRow.objects.filter(customer_import=stored).order_by("line")
    return list(rows.values_list("line", "result", "code"))


def _worked(stored: CustomerImport) -> CustomerImport:
    while not Job.objects.get(pk=stored.job_id or 0).is_finished:
        run_slice(claim(stored.job_id or 0))
    return CustomerImport.objects.get(pk=stored.pk)
