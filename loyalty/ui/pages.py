"""Pages of a list by key: no OFFSET and no COUNT, so page 1,000 costs what page 1 costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP

from loyalty.ui.cursors import Cursor, CursorError, read_cursor, write_cursor
from loyalty.ui.rows import RowComparison

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list and the cursors to its neighbours; a missing neighbour is None."""

    rows: Sequence[Row]
    next_cursor: str | None
    previous_cursor: str | None

    @property
    def has_neighbours(self) -> bool:
        return bool(self.next_cursor or self.previous_cursor)


@dataclass(frozen=True)
class _Key:
    """What the list is ordered by: field paths with their directions, the primary key last."""

    paths: tuple[str, ...]
    descending: tuple[bool, ...]

    @classmethod
    def of(cls, order: Sequence[str]) -> "_Key":
        paths = tuple(name.removeprefix("-") for name in order)
        descending = tuple(name.startswith("-") for name in order)
        if "pk" not in paths and "id" not in paths:
            paths, descending = (*paths, "pk"), (*descending, descending[-1] if descending else False)
        return cls(paths, descending)

    def turned(self) -> "_Key":
        return _Key(self.paths, tuple(not is_descending for is_descending in self.descending))

    def order_by(self) -> list[str]:
        return [f"-{path}" if down else path for path, down in zip(self.paths, self.descending, strict=True)]


def page_of(
    queryset: QuerySet[Row, Row], *, order: Sequence[str], cursor: str | None = None, size: int = 50
) -> Page[Row]:
    """The page that `cursor` points at, the first one if it is missing or not ours.

    `order` names columns that are never NULL, through foreign keys if need be (`account__balance`); `-` turns
    one round, and the primary key is added as the tie-breaker. Where all go the same way one index serves it.
    """
    key = _Key.of(order)
    try:
        at = read_cursor(cursor, fields=_fields(queryset, key)) if cursor else None
    except CursorError:
        at = None
    if at is None:
        return _first_page(queryset, key, size)
    return _page_before(queryset, key, at, size) if at.is_backwards else _page_after(queryset, key, at, size)


def _first_page(queryset: QuerySet[Row, Row], key: _Key, size: int) -> Page[Row]:
    rows = list(queryset.order_by(*key.order_by())[: size + 1])
    return Page(rows[:size], _cursor(rows[size - 1], key) if len(rows) > size else None, None)


def _page_after(queryset: QuerySet[Row, Row], key: _Key, at: Cursor, size: int) -> Page[Row]:
    rows = list(_beyond(queryset, key, at).order_by(*key.order_by())[: size + 1])
    if not rows:
        return _first_page(queryset, key, size)
    following = _cursor(rows[size - 1], key) if len(rows) > size else None
    return Page(rows[:size], following, _cursor(rows[0], key, is_backwards=True))


def _page_before(queryset: QuerySet[Row, Row], key: _Key, at: Cursor, size: int) -> Page[Row]:
    # A short page before this one is the list's beginning: show it full, as the first page always is.
    turned = key.turned()
    rows = list(_beyond(queryset, turned, at).order_by(*turned.order_by())[: size + 1])
    if len(rows) <= size:
        return _first_page(queryset, key, size)
    rows = rows[:size][::-1]
    return Page(rows, _cursor(rows[-1], key), _cursor(rows[0], key, is_backwards=True))


def _beyond(queryset: QuerySet[Row, Row], key: _Key, at: Cursor) -> QuerySet[Row, Row]:
    """The rows after `at` in the key's direction."""
    if len(set(key.descending)) == 1:
        fields = _fields(queryset, key)
        return queryset.filter(RowComparison(key.paths, at.values, fields, is_less=key.descending[0]))
    return queryset.filter(_step_by_step(key, at))


def _step_by_step(key: _Key, at: Cursor) -> Q:
    # SQL compares rows in one direction only; mixed ones are spelled out: a < x OR (a = x AND b > y).
    beyond, ties = Q(), Q()
    for path, down, value in zip(key.paths, key.descending, at.values, strict=True):
        beyond |= ties & Q(**{f"{path}__{'lt' if down else 'gt'}": value})
        ties &= Q(**{path: value})
    return beyond


def _cursor(row: Model, key: _Key, *, is_backwards: bool = False) -> str:
    values = []
    for path in key.paths:
        value: object = row
        for name in path.split(LOOKUP_SEP):
            value = getattr(value, name)
        values.append(value)
    return write_cursor(Cursor(tuple(values), is_backwards))


def _fields(queryset: QuerySet[Row, Row], key: _Key) -> list["Field[Any, Any]"]:
    """What knows how a value of each path is written and read: a model's field, or an annotation's."""
    query = queryset.query.chain()
    return [F(path).resolve_expression(query, allow_joins=True).output_field for path in key.paths]
