"""Comparing whole rows in SQL."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, F, Func, Value


class RowComparison(Func):
    """`(a, b) < (x, y)`: one range of a composite index, where `a < x OR (a = x AND b < y)` would be two."""

    conditional = True

    def __init__(self, paths: Sequence[str], values: Sequence[Any], *, is_less: bool) -> None:
        super().__init__(*(F(path) for path in paths), output_field=BooleanField())
        self.values = tuple(values)
        self.is_less = is_less

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, list[Any]]:  # noqa: ARG002 -- Django's signature
        columns = self.get_source_expressions()
        left = [compiler.compile(column) for column in columns]
        right = [
            compiler.compile(Value(value, output_field=column.output_field))
            for column, value in zip(columns, self.values, strict=True)
        ]
        parameters = [parameter for _sql, some in (*left, *right) for parameter in some]
        sign = "<" if self.is_less else ">"
        return f"({_listed(left)}) {sign} ({_listed(right)})", parameters


def _listed(compiled: list[tuple[str, Any]]) -> str:
    return ", ".join(sql for sql, _parameters in compiled)
