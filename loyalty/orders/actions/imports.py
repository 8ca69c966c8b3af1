"""What happens to a file of orders, step by step. What it does to the programme stands in `loyalty.flows.imports`."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.errors import Refused
from loyalty.files.actions import keep_file, start
from loyalty.files.models import ImportPhase
from loyalty.files.queries import beginning_of
from loyalty.merchants.models import Merchant
from loyalty.orders.mapping.amounts import is_currency
from loyalty.orders.mapping.readings import guess_reading
from loyalty.orders.models import OrderImport, OrderImportPart, OrderImportProblem
from loyalty.orders.snapshots import Chunk, ImportCounts, Problem, Reading
from loyalty.team.models import User

MOST_PROBLEMS = 10_000


class ReadingIncomplete(Refused):
    code = "reading_incomplete"
    message = _("Say which columns hold the order id, the customer (id or e-mail), a date, and one amount.")


class UnknownCurrency(Refused):
    code = "unknown_currency"
    message = _("There is no such currency. Give its three letters, as in EUR or SEK.")


class UnknownTimezone(Refused):
    code = "unknown_timezone"
    message = _("There is no such time zone. Give its name, as in Europe/Stockholm.")


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
    order_import = keep_file(OrderImport, blocks, file_name=file_name, merchant=merchant, by=by, at=at)
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
    order_import.problems.all().delete()
    return start(order_import, ImportPhase.CHECKING, reading=reading.as_json(), offset=0, line=0, expected={})


@transaction.atomic
def start_import(order_import: OrderImport, reading: Reading | None = None) -> OrderImport:
    """Have the orders of the file recorded; an import that was stopped goes on where it stood."""
    _check_complete(reading or Reading.from_json(order_import.reading))
    if order_import.phase == ImportPhase.IMPORTING:
        return start(order_import, ImportPhase.IMPORTING)
    order_import.problems.all().delete()
    changes = {"reading": reading.as_json()} if reading else {}
    return start(order_import, ImportPhase.IMPORTING, offset=0, line=0, outcome={}, **changes)


@transaction.atomic
def start_withdrawal(order_import: OrderImport) -> OrderImport:
    """Have the orders that this file was the first to bring withdrawn."""
    return start(order_import, ImportPhase.WITHDRAWING)


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


def forget_files(*, older_than: datetime) -> int:
    """Delete the contents of files that came before; what they did stays known. Returns how many parts."""
    deleted, _by_model = OrderImportPart.objects.filter(order_import__created_at__lt=older_than).delete()
    return deleted


def _check_complete(reading: Reading) -> None:
    if not reading.is_complete:
        raise ReadingIncomplete
    if not is_currency(reading.currency):
        raise UnknownCurrency
    if reading.timezone not in available_timezones():
        raise UnknownTimezone


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
