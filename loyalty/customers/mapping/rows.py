"""From the cells of a row to whom it is about and what it says."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from loyalty.customers.mapping.names import InvalidEmail, email_key
from loyalty.customers.models.imports import Result
from loyalty.customers.snapshots import Column, CustomerFacts, PeopleChunk, PersonRow, Reading, RowReport
from loyalty.files.mapping.problems import RowProblem
from loyalty.files.mapping.records import Record, Records
from loyalty.files.mapping.surveys import Survey, survey_of

Row = Mapping[Column, str]
# Reads what a row of its kind says beside whom it is about; raises RowProblem.
Reads = Callable[[Row, Reading], tuple[CustomerFacts, Any]]
LONGEST = {Column.CUSTOMER: 200, Column.FIRST_NAME: 100, Column.LAST_NAME: 100}


def person_of(row: Row, reading: Reading, **facts: Any) -> CustomerFacts:
    """Whom the row is about, by e-mail. Raises RowProblem."""
    email = row.get(Column.EMAIL, "")
    if not email:
        raise RowProblem("email_missing", Column.EMAIL)
    try:
        email_key(email)
    except InvalidEmail:
        raise RowProblem("email_impossible", Column.EMAIL, email) from None
    return CustomerFacts(**{"source": reading.source, "email": email, "has_account": False, **facts})


def survey(opens: Callable[[], Records], reading: Reading) -> Survey:
    """How many rows the file has, and which addresses stand in it more than once."""
    return survey_of(lambda: _keys(opens(), reading))


def read_chunks(
    records: Records, reads: Reads, *, reading: Reading, first_lines: Mapping[str, int], size: int
) -> Iterator[PeopleChunk]:
    """The rows as people and problems, `size` at a time. Whoever stands in the file twice is refused both times."""
    chunk, rows = PeopleChunk(), 0
    for record in records:
        if rows == size:
            chunk.offset, chunk.line = record.offset, record.line - 1
            yield chunk
            chunk, rows = PeopleChunk(), 0
        _read(record, reads, reading, first_lines, chunk)
        rows += 1
    chunk.offset, chunk.line = records.offset, records.line
    yield chunk


def _read(
    record: Record, reads: Reads, reading: Reading, first_lines: Mapping[str, int], chunk: PeopleChunk
) -> None:
    try:
        person, said = reads(_named(record, reading), reading)
        if (first := first_lines.get(email_key(person.email) or "")) is not None:
            raise RowProblem("person_repeated", Column.EMAIL, str(first))
    except RowProblem as problem:
        chunk.problems.append(_refused(record, reading, problem))
    else:
        chunk.rows.append(PersonRow(record.line, person, said))


def _refused(record: Record, reading: Reading, problem: RowProblem) -> RowReport:
    return RowReport(
        record.line,
        Result.REFUSED,
        person=_email(record, reading)[:254].replace("\0", ""),
        code=problem.code,
        field=problem.field,
        seen=problem.seen,
    )


def _named(record: Record, reading: Reading) -> dict[Column, str]:
    if record.cells is None:
        raise RowProblem("quote_open", seen=str(record.last_line))
    if record.is_damaged:
        raise RowProblem("text_damaged")
    width = len(reading.header)
    if any(map(str.strip, record.cells[width:])):
        raise RowProblem("row_too_wide", seen=str(len(record.cells)))
    row = {
        column: record.cells[place].strip()
        for column, place in reading.columns.items()
        if place < len(record.cells)
    }
    for column, longest in LONGEST.items():
        if len(row.get(column, "")) > longest:
            raise RowProblem("text_too_long", column, row[column])
    return row


def _keys(records: Iterable[Record], reading: Reading) -> Iterator[tuple[int, str]]:
    """Each row's line with the key of its address, or with a name that no other row has."""
    for record in records:
        yield record.line, _key(_email(record, reading)) or f"\0{record.line}"


def _email(record: Record, reading: Reading) -> str:
    cells, place = record.cells or [], reading.columns[Column.EMAIL]
    return cells[place].strip() if place < len(cells) else ""


def _key(email: str) -> str:
    try:
        return email_key(email) or ""
    except InvalidEmail:
        return ""
