"""Pages of a list, newest first, by key: neither OFFSET nor COUNT, so the thousandth costs what the first does."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import BigAutoField, DateTimeField, Field, Model, QuerySet
from django.utils.translation import gettext as _

from loyalty.api.http.errors import BadRequest
from loyalty.ui.cursors import Cursor, CursorError, read_cursor, write_cursor
from loyalty.ui.rows import RowComparison

Row = TypeVar("Row")
Key = tuple[Any, ...]
KEY_OF_ID: tuple["Field[Any, Any]", ...] = (BigAutoField(),)
KEY_OF_TIME: tuple["Field[Any, Any]", ...] = (DateTimeField(), BigAutoField())
MOST = 250
USUAL = 50


@dataclass(frozen=True)
class Asked:
    """Which page a caller wants: the rows after, or before, the one with this key; the first if there is no key."""

    limit: int = USUAL
    after: Key | None = None
    is_backwards: bool = False


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows and the cursors to what lies on either side of them."""

    rows: Sequence[Row]
    next_cursor: str | None
    previous_cursor: str | None

    @property
    def metadata(self) -> dict[str, str | None]:
        """As the answer has it."""
        return {"next_cursor": self.next_cursor, "previous_cursor": self.previous_cursor}

    def written(self, name: str, rows: Iterable[str]) -> str:
        """The whole answer, of rows whose JSON is written already, under their name."""
        return f'{{"{name}":[{",".join(rows)}],"metadata":{json.dumps(self.metadata)}}}'


def read_asked(cursor: str, *, limit: int, key: Sequence["Field[Any, Any]"]) -> Asked:
    """The page a cursor leads to. Refused if it is none of ours."""
    if not cursor:
        return Asked(limit)
    try:
        found = read_cursor(cursor, fields=key)
    except CursorError as error:
        raise BadRequest(_("This cursor does not belong to this list.")) from error
    return Asked(limit, found.values, found.is_backwards)


def page_from(rows: Sequence[Row], asked: Asked, *, key_of: Callable[[Row], Key]) -> Page[Row]:
    """The page made of up to `limit` + 1 rows: one more than fits says that there are more. Backwards, rows come in
    the opposite order."""
    has_more, shown = len(rows) > asked.limit, list(rows[: asked.limit])
    if asked.is_backwards:
        shown.reverse()
    has_next = asked.is_backwards or has_more
    has_previous = has_more if asked.is_backwards else asked.after is not None
    return Page(
        shown,
        write_cursor(Cursor(key_of(shown[-1]))) if shown and has_next else None,
        write_cursor(Cursor(key_of(shown[0]), is_backwards=True)) if shown and has_previous else None,
    )


def page_of(queryset: "QuerySet[Any, Any]", asked: Asked, *, by: tuple[str, ...] = ("pk",)) -> Page[Any]:
    """The page of a queryset that is ordered by these columns, the newest first."""
    fields = KEY_OF_TIME if len(by) > 1 else KEY_OF_ID
    if asked.after is not None:
        queryset = queryset.filter(
            RowComparison(by, asked.after, list(fields), is_less=not asked.is_backwards)
        )
    order = by if asked.is_backwards else tuple(f"-{name}" for name in by)
    rows: list[Model] = list(queryset.order_by(*order)[: asked.limit + 1])
    return page_from(rows, asked, key_of=lambda row: tuple(getattr(row, name) for name in by))
