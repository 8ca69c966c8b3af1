"""Models read by prepared statements: without the milliseconds that it takes to build and plan a query anew."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from loyalty.database.statements import execute_prepared

Row = TypeVar("Row", bound=Model)


class _Layout(NamedTuple):
    """A model's columns as they are read, and the few that the server writes in another way than Python does."""

    names: tuple[str, ...]
    columns: tuple[str, ...]
    readers: tuple[tuple[int, Callable[..., Any]], ...]


def load(model: type[Row], clauses: str, params: Mapping[str, Any]) -> list[Row]:
    """Every instance that these clauses, from WHERE on, find in the model's table, in one prepared statement."""
    table = model._meta.db_table
    sql = f"SELECT {columns_of(model, table)} FROM {table} {clauses}"
    return [instance_of(model, row) for row in execute_prepared(sql, params)]


@cache
def columns_of(model: type[Model], alias: str) -> str:
    """What a statement selects to read a whole instance."""
    return ", ".join(f'{alias}."{column}"' for column in _layout(model).columns)


def instance_of(model: type[Row], row: Sequence[Any]) -> Row:
    """The instance that those columns are."""
    layout, values = _layout(model), list(row)
    for place, read in layout.readers:
        values[place] = read(values[place], None, connections[DEFAULT_DB_ALIAS])
    return model.from_db(DEFAULT_DB_ALIAS, layout.names, values)


def width_of(model: type[Model]) -> int:
    """How many columns an instance takes of a row that holds several."""
    return len(_layout(model).columns)


@cache
def _layout(model: type[Model]) -> _Layout:
    fields = model._meta.concrete_fields
    return _Layout(
        tuple(field.attname for field in fields),
        tuple(str(field.column) for field in fields),
        tuple(
            (place, field.from_db_value)
            for place, field in enumerate(fields)
            if hasattr(field, "from_db_value")
        ),
    )
