"""What workers do with files of customers. Whatever ends a slice, the next one goes on from the last whole chunk."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from django.db import transaction
from django.utils.timezone import now
from django_scopes import scopes_disabled

from loyalty.customers.actions.imports import forget_people_files
from loyalty.customers.mapping.rows import read_chunks
from loyalty.customers.models import CustomerImport
from loyalty.customers.queries.imports import in_effect, survey_people
from loyalty.customers.snapshots import PeopleChunk, Reading
from loyalty.database.statistics import learn_sizes
from loyalty.files.actions import reach
from loyalty.files.models import ImportPhase
from loyalty.files.queries import open_records
from loyalty.flows.people import KINDS, PeopleCounts, rows_imported, rows_rehearsed, rows_withdrawn
from loyalty.flows.people.rows import Applied
from loyalty.jobs.actions import Work

CHUNK_ROWS = 1000
# A file fills these. Their number of rows decides which plan is good.
GROWING = (
    "customers_customer",
    "customers_customerimportrow",
    "points_pointsaccount",
    "points_pointstransaction",
)
FILES_ARE_KEPT = timedelta(days=30)
Step = Callable[[PeopleChunk], Applied]


def check_people(work: Work) -> None:
    """Rehearse the whole file: the same steps and numbers as the import, of which only the report stays."""
    stored = _import_of(work)
    kind, merchant = KINDS[stored.kind], stored.merchant
    _read_file(
        work,
        stored,
        lambda chunk: rows_rehearsed(chunk, kind=kind, stored=stored, merchant=merchant, at=now()),
        is_check=True,
    )


def import_people(work: Work) -> None:
    """Apply the rows of the file: each chunk with its report and how far it came, in one transaction."""
    stored = _import_of(work)
    kind, merchant = KINDS[stored.kind], stored.merchant
    _read_file(
        work,
        stored,
        lambda chunk: rows_imported(chunk, kind=kind, stored=stored, merchant=merchant, at=now()),
        is_check=False,
    )


def withdraw_people(work: Work) -> None:
    """Take back what the rows of the file did, the last ones first."""
    stored = _import_of(work)
    total = work.total or in_effect(stored).count()
    while rows := list(in_effect(stored)[:CHUNK_ROWS]):
        with transaction.atomic():
            kind = KINDS[stored.kind]
            rows_withdrawn(rows, kind=kind, stored=stored, merchant=stored.merchant, at=now())
            done = work.done + len(rows)
            work.advance(done=done, total=total, checkpoint={"done": done})
    _finish(work, stored, ImportPhase.WITHDRAWN)


def forget_old_people_files(work: Work) -> None:  # noqa: ARG001 -- every job's function gets its work
    """Delete the contents of files that came long ago: they hold names and addresses."""
    with scopes_disabled():
        forget_people_files(older_than=now() - FILES_ARE_KEPT)


def _import_of(work: Work) -> CustomerImport:
    imports = CustomerImport.objects.select_related("merchant", "author")
    return imports.get(pk=work.args["import_id"])


def _read_file(work: Work, stored: CustomerImport, step: Step, *, is_check: bool) -> None:
    field = "expected" if is_check else "outcome"
    counts = PeopleCounts(**getattr(stored, field))
    reading = Reading.from_json(stored.reading)
    survey = survey_people(stored, reading)
    for chunk in _chunks(stored, reading, survey.first_lines):
        with transaction.atomic():
            counts += step(chunk).counts
            stored.offset, stored.line = chunk.offset, chunk.line
            setattr(stored, field, counts.as_json())
            stored.save(update_fields=["offset", "line", field])
            work.advance(
                done=counts.rows,
                total=survey.rows,
                failed=counts.refused,
                checkpoint={"offset": chunk.offset},
            )
        learn_sizes(GROWING)
    _finish(work, stored, ImportPhase.CHECKED if is_check else ImportPhase.IMPORTED)


def _chunks(
    stored: CustomerImport, reading: Reading, first_lines: Mapping[str, int]
) -> Iterator[PeopleChunk]:
    records = open_records(stored, reading, offset=stored.offset, line=stored.line)
    reads = KINDS[stored.kind].read
    return read_chunks(records, reads, reading=reading, first_lines=first_lines, size=CHUNK_ROWS)


def _finish(work: Work, stored: CustomerImport, phase: ImportPhase) -> None:
    with transaction.atomic():
        reach(stored, phase, at=now())
        work.finish()
