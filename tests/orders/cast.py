"""Files of orders, and what becomes of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from loyalty.jobs.actions import claim
from loyalty.jobs.models import Job
from loyalty.jobs.tasks.slices import run_slice
from loyalty.merchants.models import Merchant
from loyalty.orders.actions.imports import start_check, start_import, start_withdrawal, store_import
from loyalty.orders.models import OrderImport
from loyalty.orders.snapshots import Field, ImportCounts, Reading
from tests.cast import MONDAY

HEADER = "order id,customer id,paid at,amount\n"
THREE_ORDERS = HEADER + "1,ada,2026-01-05,10.00\n2,ada,2026-01-06,20.50\n3,grace,2026-01-07,5.99\n"
PLACES = {Field.ORDER: 0, Field.CUSTOMER: 1, Field.PAID: 2, Field.TOTAL: 3}


def make_reading(columns: Mapping[Field, int] | None = None, **terms: Any) -> Reading:
    """How a file in the form of `THREE_ORDERS` is read, in dollars."""
    columns = PLACES if columns is None else columns
    width = max(columns.values(), default=0) + 1
    usual = {"delimiter": ",", "skipped_lines": 1, "source": "shop", "currency": "USD", "timezone": "UTC"}
    return Reading(**{"columns": columns, "header": ("?",) * width, **usual, **terms})


def make_import(text: str | bytes, *, merchant: Merchant, name: str = "orders.csv") -> OrderImport:
    """A file that was uploaded and not looked at yet."""
    content = text.encode() if isinstance(text, str) else text
    return store_import(lambda: [content], file_name=name, merchant=merchant, by=None, at=MONDAY)


def check_file(order_import: OrderImport, **terms: Any) -> ImportCounts:
    """Have the file checked; what it would do."""
    reading = replace(Reading.from_json(order_import.reading), **terms)
    return ImportCounts.from_json(_worked(start_check(order_import, reading)).expected)


def import_file(order_import: OrderImport, **terms: Any) -> ImportCounts:
    """Have the file imported; what it did."""
    reading = replace(Reading.from_json(order_import.reading), **terms)
    return ImportCounts.from_json(_worked(start_import(order_import, reading)).outcome)


def withdraw(order_import: OrderImport) -> OrderImport:
    """Have the import taken back."""
    order_import.refresh_from_db()
    return _worked(start_withdrawal(order_import))


def _worked(order_import: OrderImport) -> OrderImport:
    while not Job.objects.get(pk=order_import.job_id or 0).is_finished:
        run_slice(claim(order_import.job_id or 0))
    return OrderImport.objects.get(pk=order_import.pk)
