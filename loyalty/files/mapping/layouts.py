"""How a file is laid out: what parts its columns, and what they are called."""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty.errors import Refused

WHITESPACE = " "
DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 50
MOST_COLUMNS = 300
LONGEST_NAME = 100
_VALUE = re.compile(r"[-+(]?\W?\d[\d\s.,:/T+-]*\W*")
_NAMES_ITS_DELIMITER = re.compile(r"sep=(.)", re.IGNORECASE)
Rows = list[list[str]]


class NoColumns(Refused):
    code = "file_without_columns"
    message = gettext_lazy(
        "No columns were found in this file. They must be parted by commas, semicolons, tabs, bars or spaces."
    )


class TooManyColumns(Refused):
    code = "file_with_too_many_columns"
    message = gettext_lazy("This file has more than %(most)d columns. Export it with fewer.")


class Layout(NamedTuple):
    """`skipped_lines` come before the first row that counts; `rows` are the first of those."""

    delimiter: str
    skipped_lines: int
    header: tuple[str, ...]
    rows: Rows


def find_layout(sample: str) -> Layout:
    """The layout that the most rows of the file's beginning agree on. Refuses no columns, and too many."""
    lines = sample.split("\n")
    blank = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if named := _NAMES_ITS_DELIMITER.fullmatch(lines[blank].strip()):
        return _layout(lines[blank + 1 :], blank + 1, [named[1]])
    return _layout(lines[blank:], blank, DELIMITERS)


def split_rows(lines: Iterable[str], delimiter: str) -> Iterable[list[str]]:
    """The cells of each row. Space parts them as any run of white space does."""
    if delimiter == WHITESPACE:
        return (line.split() for line in lines)
    return csv.reader(lines, delimiter=delimiter)


def _layout(lines: Sequence[str], skipped: int, delimiters: Sequence[str]) -> Layout:
    delimiter, rows = _best(lines, delimiters)
    if len(rows[0]) > MOST_COLUMNS:
        raise TooManyColumns(most=MOST_COLUMNS)
    if not _is_header(rows[0]):
        names = tuple(_("Column %(number)d") % {"number": number} for number, _cell in enumerate(rows[0], 1))
        return Layout(delimiter, skipped, names, rows)
    header = tuple(
        cell.strip()[:LONGEST_NAME] or _("Column %(number)d") % {"number": number}
        for number, cell in enumerate(rows[0], 1)
    )
    return Layout(delimiter, skipped + 1, header, rows[1:])


def _best(lines: Sequence[str], delimiters: Sequence[str]) -> tuple[str, Rows]:
    found = {delimiter: _rows(lines, delimiter) for delimiter in (*delimiters, WHITESPACE)}
    scores = {delimiter: _score(rows) for delimiter, rows in found.items()}
    best = max(delimiters, key=lambda delimiter: scores[delimiter])
    if scores[best] <= (0.5, 1) < scores[WHITESPACE]:
        best = WHITESPACE
    if scores[best] <= (0.0, 1):
        raise NoColumns
    return best, found[best]


def _rows(lines: Sequence[str], delimiter: str) -> Rows:
    try:
        rows = [
            row
            for row in split_rows([f"{line}\n" for line in lines[: SAMPLE_ROWS * 4]], delimiter)
            if any(row)
        ]
    except csv.Error:
        return []
    return rows[: SAMPLE_ROWS + 1]


def _score(rows: Rows) -> tuple[float, int]:
    """What share of the rows is as wide as the first, and how wide that is."""
    width = len(rows[0]) if rows else 0
    if width < 2:
        return 0.0, width
    return (sum(len(row) == width for row in rows[1:]) / len(rows[1:]) if rows[1:] else 1.0), width


def _is_header(row: Sequence[str]) -> bool:
    return not any(_VALUE.fullmatch(cell.strip()) for cell in row)
