"""A file cut into rows, with the place of each."""

import csv
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from loyalty.files.mapping.layouts import split_rows

# A row of more lines than this is taken for a quotation mark that nobody closed.
MOST_LINES = 100
# A line that is longer is cut: no row takes as much, and one endless line must not fill the memory.
MOST_LINE_BYTES = 1_000_000


class Record(NamedTuple):
    """One row; `offset` is where it begins. `cells` is None where a quotation mark was not closed by `last_line`."""

    line: int
    last_line: int
    offset: int
    cells: list[str] | None
    is_damaged: bool = False


class Records:
    """The rows of a file from some place on. `offset` (bytes) and `line` tell how far it has been read."""

    def __init__(self, blocks: Iterable[bytes], *, delimiter: str, offset: int = 0, line: int = 0) -> None:
        self.offset = offset
        self.line = line
        self._is_damaged = False
        self._rows = iter(split_rows(self._lines(blocks), delimiter))

    def skip(self, lines: int) -> "Records":
        """The rows after so many lines."""
        while self.line < lines and next(self._rows, None) is not None:
            pass
        return self

    def __iter__(self) -> Iterator[Record]:
        while True:
            line, offset = self.line + 1, self.offset
            self._is_damaged = False
            try:
                cells: list[str] | None = next(self._rows)
            except StopIteration:
                return
            except csv.Error:
                cells = None
            if self.line - line >= MOST_LINES:
                cells = None
            if cells is None or any(map(str.strip, cells)):
                yield Record(line, self.line, offset, cells, self._is_damaged)

    def _lines(self, blocks: Iterable[bytes]) -> Iterator[str]:
        for raw in split_lines(blocks):
            self.offset += len(raw)
            self.line += 1
            text = raw.decode(errors="replace")
            if "\0" in text:
                self._is_damaged = True
            yield text


def split_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a file, each with its end; one that is absurdly long is cut."""
    rest = b""
    for block in blocks:
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            yield line + b"\n"
        while len(rest) > MOST_LINE_BYTES:
            yield rest[:MOST_LINE_BYTES]
            rest = rest[MOST_LINE_BYTES:]
    if rest:
        yield rest
