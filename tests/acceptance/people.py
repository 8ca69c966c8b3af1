"""Lists that a merchant of a case brings."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from loyalty.customers.actions.imports import start_import, store_people
from loyalty.customers.mapping.rows import read_chunks
from loyalty.customers.models import CustomerImport, ImportKind, Result
from loyalty.customers.queries.imports import survey_people
from loyalty.customers.snapshots import Mode, Reading, RowReport
from loyalty.files.queries import open_records
from loyalty.flows.people import KINDS, rows_imported
from loyalty.merchants.models import Merchant

POINTS = KINDS[ImportKind.POINTS]
LINE_OF_FIRST_ROW = 2


def bring_points(
    rows: Sequence[Sequence[object]], *, mode: str, key: str, merchant: Merchant, at: datetime
) -> list[RowReport]:
    """What became of each row of a list of points, brought as a file."""
    stored = _store(rows, merchant=merchant, at=at)
    reading = Reading.from_json({**stored.reading, "mode": Mode(mode), "batch": key})
    stored = start_import(stored, reading, needed=POINTS.needed)
    chunks = read_chunks(
        open_records(stored, reading),
        POINTS.read,
        reading=reading,
        first_lines=survey_people(stored, reading).first_lines,
        size=1000,
    )
    return [
        report
        for chunk in chunks
        for report in rows_imported(chunk, kind=POINTS, stored=stored, merchant=merchant, at=at).reports
    ]


def told(reports: Sequence[RowReport]) -> Mapping[str, Any]:
    """A report as cases have it: rows are counted from 0."""
    refused = [
        [report.line - LINE_OF_FIRST_ROW, report.code]
        for report in reports
        if report.result == Result.REFUSED
    ]
    counted = {
        str(result): sum(report.result == result for report in reports)
        for result in (Result.APPLIED, Result.UNCHANGED)
    }
    return {**counted, "refused": refused}


def _store(rows: Sequence[Sequence[object]], *, merchant: Merchant, at: datetime) -> CustomerImport:
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([("email", "points"), *rows])
    return store_people(
        lambda: [lines.getvalue().encode()],
        kind=ImportKind.POINTS,
        columns=POINTS.columns,
        file_name="list.csv",
        merchant=merchant,
        by=None,
        at=at,
    )
