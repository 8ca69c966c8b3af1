"""What workers do with files of orders. Whatever ends a slice, the next one goes on from the last whole chunk."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.utils.timezone import now
from django_scopes import scopes_disabled

from loyalty.database.statistics import learn_sizes
from loyalty.files.actions import reach
from loyalty.files.models import ImportPhase
from loyalty.files.queries import open_records
from loyalty.flows.imports import (
    Applied,
    Strangers,
    order_rows_imported,
    order_rows_rehearsed,
    orders_withdrawn,
    withdrawal_of,
)
from loyalty.jobs.actions import Work
from loyalty.orders.actions.imports import forget_files, note_chunk
from loyalty.orders.mapping.chunks import read_chunks
from loyalty.orders.mapping.rows import RowReader
from loyalty.orders.models import OrderImport
from loyalty.orders.queries.imports import next_orders_of, survey_file
from loyalty.orders.snapshots import Chunk, ImportCounts, Reading

CHUNK_ROWS = 5000
# A file fills these. Their number of rows decides which plan is good.
GROWING = (
    "customers_customer",
    "customers_customeridentity",
    "orders_order",
    "earning_settlement",
    "earning_award",
    "points_pointsaccount",
    "points_pointstransaction",
)
FILES_ARE_KEPT = timedelta(days=30)


def check_import(work: Work) -> None:
    """Rehearse the whole file: the same steps and numbers as the import, nothing of which stays."""
    order_import, strangers = _import_of(work), Strangers()
    merchant = order_import.merchant

    def rehearse(chunk: Chunk) -> Applied:
        return order_rows_rehearsed(chunk, merchant=merchant, at=now(), strangers=strangers)

    for chunk in _chunks(order_import, until=order_import.offset):
        strangers.count(chunk.facts, merchant_id=merchant.pk)
    _read_file(work, order_import, rehearse, is_check=True)


def run_import(work: Work) -> None:
    """Record the orders of the file: each chunk with its points and how far it came, in one transaction."""
    order_import = _import_of(work)
    merchant = order_import.merchant
    _read_file(
        work,
        order_import,
        lambda chunk: order_rows_imported(chunk, merchant=merchant, at=now()),
        is_check=False,
    )


def withdraw_import(work: Work) -> None:
    """Take back the orders that the file brought."""
    order_import = _import_of(work)
    total = work.total or withdrawal_of(order_import).orders
    while order_ids := next_orders_of(order_import, size=CHUNK_ROWS):
        with transaction.atomic():
            orders_withdrawn(order_ids, merchant=order_import.merchant, at=now())
            done = work.done + len(order_ids)
            work.advance(done=done, total=total, checkpoint={"done": done})
    _finish(work, order_import, ImportPhase.WITHDRAWN)


def forget_old_files(work: Work) -> None:  # noqa: ARG001 -- every job's function gets its work
    """Delete the contents of files that came long ago: they hold names and addresses."""
    with scopes_disabled():
        forget_files(older_than=now() - FILES_ARE_KEPT)


def _import_of(work: Work) -> OrderImport:
    return OrderImport.objects.select_related("merchant__program").get(pk=work.args["import_id"])


def _chunks(order_import: OrderImport, *, until: int) -> Iterator[Chunk]:
    """The chunks of the file as they were read before, up to an offset."""
    if until:
        for chunk in _read_chunks(
            order_import, Reading.from_json(order_import.reading), {}, offset=0, line=0
        ):
            yield chunk
            if chunk.offset >= until:
                return


@contextmanager
def _without_search_for_cycles() -> Iterator[None]:
    """A chunk's objects point at nothing that points back, and looking for that takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_search_for_cycles()
def _read_file(
    work: Work, order_import: OrderImport, apply: Callable[[Chunk], Applied], *, is_check: bool
) -> None:
    reading = Reading.from_json(order_import.reading)
    survey = survey_file(order_import, reading)
    counts = ImportCounts.from_json(order_import.expected if is_check else order_import.outcome)
    place = {"offset": order_import.offset, "line": order_import.line}
    for chunk in _read_chunks(order_import, reading, survey.first_lines, **place):
        with transaction.atomic():
            applied = apply(chunk)
            counts += applied.counts
            note_chunk(order_import, chunk, counts=counts, problems=applied.problems, is_check=is_check)
            work.advance(
                done=counts.rows,
                total=survey.rows,
                failed=counts.rows_left_out,
                checkpoint={"offset": chunk.offset},
            )
        learn_sizes(GROWING)
    _finish(work, order_import, ImportPhase.CHECKED if is_check else ImportPhase.IMPORTED)


def _read_chunks(
    order_import: OrderImport, reading: Reading, first_lines: Mapping[str, int], *, offset: int, line: int
) -> Iterator[Chunk]:
    records = open_records(order_import, reading, offset=offset, line=line)
    reader = RowReader(reading, at=now(), import_id=order_import.pk)
    return read_chunks(records, reader, reading=reading, first_lines=first_lines, size=CHUNK_ROWS)


def _finish(work: Work, order_import: OrderImport, phase: ImportPhase) -> None:
    with transaction.atomic():
        reach(order_import, phase, at=now())
        work.finish()
