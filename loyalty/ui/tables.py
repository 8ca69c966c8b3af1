"""The head of a table: which columns it has, and which of them sort it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Column:
    """`sort` names the sort key that the view understands; without one the column does not sort.

    A hidden label is for screen readers only; a wide column is left out below 900 px.
    """

    label: StrOrPromise
    sort: str = ""
    is_number: bool = False
    is_hidden: bool = False
    is_wide: bool = False
    is_descending_first: bool = False


@dataclass(frozen=True)
class Heading:
    """A column as one page shows it. `next_sort` is what a click asks for."""

    label: StrOrPromise
    is_number: bool
    is_hidden: bool
    is_wide: bool
    next_sort: str
    direction: str


def headings(columns: Sequence[Column], *, sort: str = "") -> list[Heading]:
    """The columns under `sort`, a key or `-key`; a second click on a column turns it round."""
    return [_heading(column, sort) for column in columns]


def chosen_sort(columns: Sequence[Column], asked: str, *, default: str) -> str:
    """`asked` if some column sorts by it, else `default`: what came in the address is never trusted."""
    known = {column.sort for column in columns if column.sort}
    return asked if asked.removeprefix("-") in known else default


def _heading(column: Column, sort: str) -> Heading:
    direction, next_sort = "", f"-{column.sort}" if column.is_descending_first else column.sort
    if column.sort and sort.removeprefix("-") == column.sort:
        direction = "descending" if sort.startswith("-") else "ascending"
        next_sort = column.sort if sort.startswith("-") else f"-{column.sort}"
    return Heading(
        label=column.label,
        is_number=column.is_number,
        is_hidden=column.is_hidden,
        is_wide=column.is_wide,
        next_sort=next_sort if column.sort else "",
        direction=direction,
    )
