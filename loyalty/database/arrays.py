"""Arrays as PostgreSQL spells them: many rows in one parameter, in a fraction of the driver's time."""

from collections.abc import Iterable, Sequence
from types import NoneType
from typing import Any


def array_of(values: Iterable[object]) -> str:
    """One parameter that a statement casts to its array: `%s::bigint[]`, `%s::text[]`, `%s::timestamptz[]`.

    None is NULL; anything else is spelled by `str()`.
    """
    items = list(values)
    kinds = set(map(type, items))
    if kinds == {int}:
        return f"{{{','.join(map(str, items))}}}"
    if kinds == {NoneType}:
        return f"{{NULL{',NULL' * (len(items) - 1)}}}"
    if kinds == {str} and (plain := _plain_texts(items)):
        return plain
    return f"{{{','.join(map(_item, items))}}}"


def arrays_of(rows: Iterable[Sequence[object]]) -> list[str]:
    """One array for each column of rows that are all of one width."""
    return [array_of(column) for column in zip(*rows, strict=True)]


def _plain_texts(texts: Sequence[Any]) -> str:
    """All at once, if none of them holds what has to be escaped."""
    joined = '","'.join(texts)
    is_plain = "\\" not in joined and joined.count('"') == 2 * (len(texts) - 1)
    return f'{{"{joined}"}}' if is_plain else ""


def _item(value: object) -> str:
    if value is None:
        return "NULL"
    text = str(value)
    if '"' in text or "\\" in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
