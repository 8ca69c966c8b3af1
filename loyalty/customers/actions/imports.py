"""What happens to a file of customers, step by step. What it does to them stands in `loyalty.flows.people`."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.customers.mapping.columns import guess_columns
from loyalty.customers.models.imports import (
    CustomerImport,
    CustomerImportPart,
    CustomerImportRow,
    ImportBatch,
    ImportKind,
)
from loyalty.customers.snapshots import Column, Reading, RowReport
from loyalty.errors import Refused
from loyalty.files.actions import NotNow, keep_file, start
from loyalty.files.mapping.layouts import find_layout
from loyalty.files.models import ImportPhase
from loyalty.files.queries import beginning_of
from loyalty.merchants.models import Merchant
from loyalty.team.models import User


class ColumnsMissing(Refused):
    code = "columns_missing"
    message = _("Say which columns hold %(columns)s.")


@transaction.atomic
def store_people(
    blocks: Callable[[], Iterable[bytes]],
    *,
    kind: ImportKind,
    columns: Iterable[Column],
    file_name: str,
    merchant: Merchant,
    by: User | None,
    at: datetime,
) -> CustomerImport:
    """The file, kept as UTF-8, with a guess at which of these columns is which. `blocks` gives its bytes anew.

    Refuses a file above 50 MB, an empty one, one that is no text, and one without columns.
    """
    stored = keep_file(
        CustomerImport, blocks, file_name=file_name, merchant=merchant, by=by, at=at, kind=kind
    )
    layout = find_layout(beginning_of(stored))
    reading = Reading(
        delimiter=layout.delimiter,
        skipped_lines=layout.skipped_lines,
        header=layout.header,
        columns=guess_columns(layout.header, columns),
    )
    stored.reading = reading.as_json()
    stored.save(update_fields=["reading"])
    return stored


@transaction.atomic
def start_check(stored: CustomerImport, reading: Reading, *, needed: Iterable[Column]) -> CustomerImport:
    """Have the file looked through from its beginning as `reading` says, changing nothing but this report."""
    return _begin(stored, ImportPhase.CHECKING, reading, needed=needed, expected={})


@transaction.atomic
def start_import(
    stored: CustomerImport, reading: Reading | None = None, *, needed: Iterable[Column]
) -> CustomerImport:
    """Have the file's rows applied; an import that was stopped goes on where it stood.

    One that was taken back is not done again: the file is brought anew.
    """
    if stored.phase == ImportPhase.IMPORTING:
        return start(stored, ImportPhase.IMPORTING)
    if stored.phase == ImportPhase.WITHDRAWN:
        raise NotNow
    kept = reading or Reading.from_json(stored.reading)
    return _begin(stored, ImportPhase.IMPORTING, kept, needed=needed, outcome={})


@transaction.atomic
def start_withdrawal(stored: CustomerImport) -> CustomerImport:
    """Have what the file did taken back."""
    return start(stored, ImportPhase.WITHDRAWING)


def note_rows(
    stored: CustomerImport, reports: Sequence[RowReport], *, people: dict[int, str], is_check: bool
) -> None:
    """What became of some rows: part of the transaction that did it. `people` are the addresses of the rows by line.

    A customer whom a check made and forgot again is named by the address alone.
    """
    is_over = not is_check
    CustomerImportRow.objects.bulk_create(
        CustomerImportRow(
            merchant_id=stored.merchant_id,
            customer_import=stored,
            batch_id=stored.batch_id or 0,
            line=report.line,
            customer_id=None if is_check and report.is_new else report.customer_id,
            person=report.person or ("" if report.customer_id and is_over else people.get(report.line, "")),
            result=report.result,
            code=report.code,
            field=report.field,
            seen=report.seen,
            before=report.before,
            after=report.after,
            is_in_effect=is_over and report.counts,
        )
        for report in reports
    )


def lock_batch(stored: CustomerImport) -> None:
    """Two imports of one batch go one after the other: what is counted after this cannot change meanwhile."""
    ImportBatch.objects.select_for_update().get(pk=stored.batch_id or 0)


def forget_people_files(*, older_than: datetime) -> int:
    """Delete the contents of files that came before; what they did stays known. Returns how many parts."""
    deleted, _by_model = CustomerImportPart.objects.filter(
        customer_import__created_at__lt=older_than
    ).delete()
    return deleted


def end_rows(row_ids: Sequence[int]) -> None:
    """These rows count no longer."""
    CustomerImportRow.objects.filter(pk__in=row_ids).update(is_in_effect=False)


def _begin(
    stored: CustomerImport,
    phase: ImportPhase,
    reading: Reading,
    *,
    needed: Iterable[Column],
    **counts: object,
) -> CustomerImport:
    if missing := [column for column in needed if column not in reading.columns]:
        raise ColumnsMissing(columns=", ".join(str(column.label) for column in missing))
    stored.rows.all().delete()
    batch = _batch_of(stored, reading)
    return start(stored, phase, reading=reading.as_json(), batch=batch, offset=0, line=0, **counts)


def _batch_of(stored: CustomerImport, reading: Reading) -> ImportBatch:
    """The one that is named, else one for this content read in this way."""
    read = json.dumps([stored.fingerprint, reading.mode, sorted(reading.columns.items())])
    key = reading.batch.strip() or f"sha256:{hashlib.sha256(read.encode()).hexdigest()}"
    batch, _is_new = ImportBatch.objects.get_or_create(
        merchant_id=stored.merchant_id, kind=stored.kind, key=key
    )
    return batch
