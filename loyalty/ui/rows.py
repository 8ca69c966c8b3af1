"""Comparing whole rows in SQL."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, F, Func, Value


class Row(Func):
    """`(a, b)`: several values as one."""

    template = "(%(expressions)s)"
    allows_composite_expressions = True


class RowComparison(Func):
    """`(a, b) < (x, y)`: one range of a composite index, where `a < x OR (a = x AND b < y)` would be two."""

    template = "%(expressions)s"
    conditional = True

    def __init__(
        self, paths: Sequence[str], values: Sequence[Any], fields: Sequence[Any], *, is_less: bool
    ) -> None:
        typed = (Value(value, output_field=field) for value, field in zip(values, fields, strict=True))
        super().__init__(
            Row(*(F(path) for path in paths), output_field=BooleanField()),
            Row(*typed, output_field=BooleanField()),
            arg_joiner=" < " if is_less else " > ",
            output_field=BooleanField(),
        )
