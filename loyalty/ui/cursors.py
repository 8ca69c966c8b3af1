"""Cursors: where a page of a list begins or ends, as text for an address."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import DateTimeField, Field
from django.utils.dateparse import parse_datetime

LONGEST = 2_000
BIGGEST = 2**63


class CursorError(ValueError):
    """The text is not a cursor of this list."""


@dataclass(frozen=True)
class Cursor:
    """The key of the row at the edge of a page, and on which side the wanted page lies."""

    values: tuple[Any, ...]
    is_backwards: bool = False


class _Exact(DjangoJSONEncoder):
    """Django's encoder cuts datetimes to milliseconds; a key must come back whole."""

    def default(self, value: Any) -> Any:
        return value.isoformat() if hasattr(value, "isoformat") else super().default(value)


def write_cursor(cursor: Cursor) -> str:
    text = json.dumps([int(cursor.is_backwards), *cursor.values], cls=_Exact, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str, *, fields: Sequence["Field[Any, Any]"]) -> Cursor:
    """The cursor with values as the fields hold them. Raises CursorError for anything else."""
    if len(text) > LONGEST:
        raise CursorError
    try:
        is_backwards, *values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        read = tuple(_value(field, value) for field, value in zip(fields, values, strict=True))
        return Cursor(read, is_backwards == 1)
    except (ValueError, TypeError, ValidationError, OverflowError) as error:
        raise CursorError from error


def _value(field: "Field[Any, Any]", raw: Any) -> Any:
    if not isinstance(raw, str | int | float) or "\x00" in str(raw):
        raise CursorError
    value = parse_datetime(str(raw)) if isinstance(field, DateTimeField) else field.to_python(raw)
    if value is None or (isinstance(value, int) and not -BIGGEST <= value < BIGGEST):
        raise CursorError
    return value
