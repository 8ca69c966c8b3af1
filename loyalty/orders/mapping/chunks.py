"""A file read a few thousand rows at a time."""

from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter

from loyalty.files.mapping.problems import RowProblem, shortened
from loyalty.files.mapping.records import Record, Records
from loyalty.files.mapping.surveys import Survey, survey_of
from loyalty.orders.mapping.rows import RowReader
from loyalty.orders.snapshots import Chunk, Field, Problem, Reading

Opens = Callable[[], Records]


class Continuation:
    """Tells whether a row only goes on with the order of the row before, as exports with one row per product do."""

    def __init__(self, reading: Reading) -> None:
        self._places = tuple(dict.fromkeys([reading.columns[Field.ORDER], *reading.columns.values()]))
        self._cells = itemgetter(*self._places)
        self._previous: tuple[str, ...] = ()

    def goes_on(self, cells: list[str]) -> bool:
        """Whether the row says nothing that the row before did not; remembers it if it does."""
        if len(cells) <= max(self._places):
            cells = cells + [""] * (max(self._places) + 1 - len(cells))
        said, before = self._cells(cells), self._previous
        is_same_order = bool(before) and said[0] in ("", before[0])
        if is_same_order and all(now in ("", then) for now, then in zip(said, before, strict=True)):
            return True
        self._previous = said
        return False


def survey(opens: Opens, reading: Reading) -> Survey:
    """How many rows the file has, and which orders stand in it twice."""
    return survey_of(lambda: _orders(opens(), reading))


def read_chunks(
    records: Records, reader: RowReader, *, reading: Reading, first_lines: Mapping[str, int], size: int
) -> Iterator[Chunk]:
    """The rows as orders and problems, `size` at a time; all rows of one order stay in one chunk."""
    continuation, chunk, rows = Continuation(reading), Chunk(), 0
    for record in records:
        if record.cells is not None and continuation.goes_on(record.cells):
            continue
        if rows == size:
            chunk.offset, chunk.line = record.offset, record.line - 1
            yield chunk
            chunk, rows = Chunk(), 0
        _read(record, reader, first_lines, reading, chunk)
        rows += 1
    chunk.offset, chunk.line = records.offset, records.line
    yield chunk


def _read(
    record: Record, reader: RowReader, first_lines: Mapping[str, int], reading: Reading, chunk: Chunk
) -> None:
    try:
        if record.cells is None:
            raise RowProblem("quote_open", seen=str(record.last_line))
        if record.is_damaged:
            raise RowProblem("text_damaged")
        facts = reader.read(record.cells)
        if first_lines.get(facts.external_id, record.line) != record.line:
            raise RowProblem("order_repeated", seen=str(first_lines[facts.external_id]))
    except RowProblem as problem:
        name = _name(record, reading)
        chunk.problems.append(
            Problem(record.line, shortened(name), problem.code, problem.field, problem.seen)
        )
    else:
        chunk.facts.append(facts)
        chunk.lines.append(record.line)


def _orders(records: Records, reading: Reading) -> Iterator[tuple[int, str]]:
    continuation = Continuation(reading)
    for record in records:
        if record.cells is None:
            yield record.line, f"\0{record.line}"
        elif not continuation.goes_on(record.cells):
            yield record.line, _name(record, reading) or f"\0{record.line}"


def _name(record: Record, reading: Reading) -> str:
    place = reading.columns[Field.ORDER]
    return record.cells[place].strip() if record.cells and place < len(record.cells) else ""
