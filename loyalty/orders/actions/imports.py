"""What happens to a file of orders, step by step. What it does to the programme stands in `loyalty.flows.imports`."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused
from loyalty.jobs.actions import later
from loyalty.jobs.models import FINISHED, Job
from loyalty.merchants.models import Merchant
from loyalty.orders.mapping.amounts import is_currency
from loyalty.orders.mapping.encodings import as_utf8, choose_encoding
from loyalty.orders.mapping.readings import guess_reading
from loyalty.orders.models import ImportPhase, OrderImport, OrderImportPart, OrderImportProblem
from loyalty.orders.models.imports import phases_before
from loyalty.orders.queries.imports import PART_BYTES, beginning_of
from loyalty.orders.snapshots import Chunk, ImportCounts, Problem, Reading
from loyalty.team.models import User

MOST_BYTES = 50_000_000
MOST_PROBLEMS = 10_000
JOBS = {
    ImportPhase.CHECKING: "orders.check_import",
    ImportPhase.IMPORTING: "orders.run_import",
    ImportPhase.WITHDRAWING: "orders.withdraw_import",
}


class FileTooLarge(Refused):
    code = "file_too_large"
    message = _(
        "This file is larger than 50 MB. Split it, for example by year, and import the parts one after the other."
    )


class ReadingIncomplete(Refused):
    code = "reading_incomplete"
    message = _("Say which columns hold the order id, the customer (id or e-mail), a date, and one amount.")


class UnknownCurrency(Refused):
    code = "unknown_currency"
    message = _("There is no such currency. Give its three letters, as in EUR or SEK.")


class UnknownTimezone(Refused):
    code = "unknown_timezone"
    message = _("There is no such time zone. Give its name, as in Europe/Stockholm.")


class NotNow(Refused):
    code = "import_not_now"
    message = _("This import is not at a point where that can be done. Look at the page again.")


@transaction.atomic
def store_import(
    blocks: Callable[[], Iterable[bytes]],
    *,
    file_name: str,
    merchant: Merchant,
    by: User | None,
    at: datetime,
) -> OrderImport:
    """The file, kept as UTF-8, with a guess at how it is to be read. `blocks` gives its bytes anew at each call.

    Refuses a file above 50 MB, an empty one, one that is no text, and one without columns.
    """
    size, fingerprint = _measure(blocks())
    encoding = choose_encoding(blocks())
    order_import = OrderImport.objects.create(
        merchant=merchant,
        author=by,
        file_name=file_name[-200:],
        size_bytes=size,
        fingerprint=fingerprint,
        encoding=encoding,
        created_at=at,
    )
    for number, content in enumerate(_parts(as_utf8(blocks(), encoding))):
        OrderImportPart.objects.create(
            merchant=merchant, order_import=order_import, number=number, content=content
        )
    reading = guess_reading(
        beginning_of(order_import), currency=merchant.currency, timezone=merchant.timezone
    )
    order_import.reading = reading.as_json()
    order_import.save(update_fields=["reading"])
    return order_import


@transaction.atomic
def start_check(order_import: OrderImport, reading: Reading) -> OrderImport:
    """Have the file looked through from its beginning as `reading` says, changing nothing but this report."""
    _check_complete(reading)
    return _start(
        order_import, ImportPhase.CHECKING, reading=reading.as_json(), offset=0, line=0, expected={}
    )


@transaction.atomic
def start_import(order_import: OrderImport, reading: Reading | None = None) -> OrderImport:
    """Have the orders of the file recorded; an import that was stopped goes on where it stood."""
    _check_complete(reading or Reading.from_json(order_import.reading))
    if order_import.phase == ImportPhase.IMPORTING:
        return _start(order_import, ImportPhase.IMPORTING)
    changes = {"reading": reading.as_json()} if reading else {}
    return _start(order_import, ImportPhase.IMPORTING, offset=0, line=0, outcome={}, **changes)


@transaction.atomic
def start_withdrawal(order_import: OrderImport) -> OrderImport:
    """Have the orders that this file was the first to bring withdrawn."""
    return _start(order_import, ImportPhase.WITHDRAWING)


def note_chunk(
    order_import: OrderImport,
    chunk: Chunk,
    *,
    counts: ImportCounts,
    problems: Sequence[Problem],
    is_check: bool,
) -> None:
    """How far the file has been read, and what became of it so far: part of the transaction that did it."""
    room = MOST_PROBLEMS - (counts.rows_left_out - len(problems))
    OrderImportProblem.objects.bulk_create(
        _problem(order_import, problem) for problem in problems[: max(0, room)]
    )
    order_import.offset, order_import.line = chunk.offset, chunk.line
    field = "expected" if is_check else "outcome"
    setattr(order_import, field, counts.as_json())
    order_import.save(update_fields=["offset", "line", field])


def reach(order_import: OrderImport, phase: ImportPhase, *, at: datetime) -> None:
    """The running phase is over."""
    changes: dict[str, Any] = {"imported_at": at} if phase == ImportPhase.IMPORTED else {}
    _move(order_import, phase, **changes)


def forget_files(*, older_than: datetime) -> int:
    """Delete the contents of files that came before; what they did stays known. Returns how many parts."""
    deleted, _by_model = OrderImportPart.objects.filter(order_import__created_at__lt=older_than).delete()
    return deleted


def _measure(blocks: Iterable[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for block in blocks:
        digest.update(block)
        size += len(block)
        if size > MOST_BYTES:
            raise FileTooLarge
    return size, digest.hexdigest()


def _parts(blocks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for block in blocks:
        rest += block
        while len(rest) >= PART_BYTES:
            yield rest[:PART_BYTES]
            rest = rest[PART_BYTES:]
    if rest:
        yield rest


def _check_complete(reading: Reading) -> None:
    if not reading.is_complete:
        raise ReadingIncomplete
    if not is_currency(reading.currency):
        raise UnknownCurrency
    if reading.timezone not in available_timezones():
        raise UnknownTimezone


def _start(order_import: OrderImport, phase: ImportPhase, **changes: Any) -> OrderImport:
    # Lock the import: two clicks must not start two jobs.
    locked = OrderImport.objects.select_for_update().get(pk=order_import.pk)
    if locked.job_id and Job.objects.filter(pk=locked.job_id).exclude(state__in=FINISHED).exists():
        raise NotNow
    if "offset" in changes:
        locked.problems.all().delete()
    job = later(
        JOBS[phase],
        merchant_id=locked.merchant_id,
        key=f"{locked.pk}-{locked.runs + 1}",
        args={"import_id": locked.pk},
        author_id=locked.author_id,
    )
    _move(locked, phase, runs=F("runs") + 1, job_id=job.pk, **changes)
    return OrderImport.objects.get(pk=locked.pk)


def _move(order_import: OrderImport, phase: ImportPhase, **changes: Any) -> None:
    movable = OrderImport.objects.filter(pk=order_import.pk, phase__in=phases_before(phase))
    if not movable.update(phase=phase, **changes):
        raise NotNow
    order_import.phase = phase


def _problem(order_import: OrderImport, problem: Problem) -> OrderImportProblem:
    return OrderImportProblem(
        merchant_id=order_import.merchant_id,
        order_import=order_import,
        line=problem.line,
        order_name=problem.order_name,
        code=problem.code,
        field=problem.field,
        seen=problem.seen,
    )
