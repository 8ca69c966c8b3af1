"""What every kind of file goes through: a chunk of rows at a time, whole or not at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from loyalty.customers.actions.imports import end_rows, lock_batch, note_rows
from loyalty.customers.models import CustomerImport, CustomerImportRow, ImportKind, Result
from loyalty.customers.queries.imports import counted_before
from loyalty.customers.snapshots import PeopleChunk, Reading, RowReport
from loyalty.flows.people.kind import Found, Kind
from loyalty.flows.standings import announce_reviewed, tiers_brought
from loyalty.merchants.models import Merchant
from loyalty.outbox.actions import announce_customers


@dataclass(frozen=True, slots=True)
class PeopleCounts:
    """The rows of a file by what became of them, who is new by it, and the points that it moved."""

    applied: int = 0
    unchanged: int = 0
    refused: int = 0
    new: int = 0
    points: int = 0

    def __add__(self, other: "PeopleCounts") -> "PeopleCounts":
        mine, others = asdict(self), asdict(other)
        return PeopleCounts(**{name: mine[name] + others[name] for name in mine})

    @property
    def rows(self) -> int:
        return self.applied + self.unchanged + self.refused

    def as_json(self) -> dict[str, int]:
        """What an import's row keeps."""
        return asdict(self)


class Applied(NamedTuple):
    """What a chunk did, row by row and in all."""

    counts: PeopleCounts
    reports: list[RowReport]


@transaction.atomic
def rows_imported(
    chunk: PeopleChunk, *, kind: Kind, stored: CustomerImport, merchant: Merchant, at: datetime
) -> Applied:
    """The good rows applied and every row reported; one that is refused takes no other with it."""
    applied = _apply(chunk, kind=kind, stored=stored, merchant=merchant, at=at)
    note_rows(stored, applied.reports, people=_people(chunk), is_check=False)
    changed = [one for one in applied.reports if one.result == Result.APPLIED]
    announce_customers([one.customer_id or 0 for one in changed], merchant_id=merchant.pk, at=at)
    return applied


@transaction.atomic
def rows_rehearsed(
    chunk: PeopleChunk, *, kind: Kind, stored: CustomerImport, merchant: Merchant, at: datetime
) -> Applied:
    """What `rows_imported` would do, by doing it and taking it back in the same breath; only the report stays."""
    with transaction.atomic():
        applied = _apply(chunk, kind=kind, stored=stored, merchant=merchant, at=at)
        transaction.set_rollback(True)
    note_rows(stored, applied.reports, people=_people(chunk), is_check=True)
    return applied


@transaction.atomic
def rows_withdrawn(
    rows: Sequence[CustomerImportRow],
    *,
    kind: Kind,
    stored: CustomerImport,
    merchant: Merchant,
    at: datetime,
) -> None:
    """What these rows did is undone, and they count no longer."""
    lock_batch(stored)
    end_rows([row.pk for row in rows])
    kind.withdraw(rows, stored=stored, merchant=merchant, at=at)
    changed = [row.customer_id for row in rows if row.customer_id and row.result == Result.APPLIED]
    announce_customers(changed, merchant_id=merchant.pk, at=at)


def _apply(
    chunk: PeopleChunk, *, kind: Kind, stored: CustomerImport, merchant: Merchant, at: datetime
) -> Applied:
    lock_batch(stored)
    reading = Reading.from_json(stored.reading)
    found = kind.find(chunk.rows, merchant=merchant, at=at) if chunk.rows else []
    reports = [*chunk.problems, *_strangers(found), *_doubles(found)]
    refused = {report.line for report in reports}
    counted = counted_before(stored, [one.id for one in found])
    reports += [_counted(one) for one in found if one.customer_id in counted and one.row.line not in refused]
    fresh = [one for one in found if one.customer_id not in counted and one.row.line not in refused]
    if fresh:
        done = kind.apply(fresh, stored=stored, reading=reading, merchant=merchant, at=at)
        arrived = kind.arrived(done)
        reviewed = tiers_brought(arrived, merchant=merchant, actor_id=stored.author_id, at=at)
        announce_reviewed(reviewed, merchant_id=merchant.pk, at=at)
        reports += done
    reports.sort(key=lambda report: report.line)
    return Applied(_counts(reports, kind), reports)


def _strangers(found: Sequence[Found]) -> list[RowReport]:
    return [
        RowReport(one.row.line, Result.REFUSED, person=one.row.person.email, code="person_unknown")
        for one in found
        if one.customer_id is None
    ]


def _doubles(found: Sequence[Found]) -> list[RowReport]:
    """Rows that name one customer in two ways; none of them counts."""
    times = Counter(one.customer_id for one in found if one.customer_id)
    first = {one.customer_id: one.row.line for one in reversed(found)}
    return [
        RowReport(
            one.row.line,
            Result.REFUSED,
            one.customer_id,
            code="person_repeated",
            field="email",
            seen=str(first[one.customer_id]),
        )
        for one in found
        if one.customer_id and times[one.customer_id] > 1
    ]


def _counted(found: Found) -> RowReport:
    return RowReport(found.row.line, Result.UNCHANGED, found.customer_id, code="already_imported")


def _people(chunk: PeopleChunk) -> dict[int, str]:
    return {row.line: row.person.email for row in chunk.rows}


def _counts(reports: Sequence[RowReport], kind: Kind) -> PeopleCounts:
    results = Counter(report.result for report in reports)
    applied = [report for report in reports if report.result == Result.APPLIED]
    points = sum(_moved(report) for report in applied) if kind.code == ImportKind.POINTS else 0
    return PeopleCounts(
        results[Result.APPLIED],
        results[Result.UNCHANGED],
        results[Result.REFUSED],
        sum(report.is_new for report in applied),
        points,
    )


def _moved(report: RowReport) -> int:
    after: Any = report.after
    return int(after - report.before)
