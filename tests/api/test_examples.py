"""The examples in the description of the API are such as one finds in a shop."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # has no types

from loyalty.api.http.examples import EXAMPLES
from loyalty.api.views.description import described

NUMBERS = {"integer", "number"}


def fields() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for shape, terms in json.loads(described())["components"]["schemas"].items():
        for name, field in terms.get("properties", {}).items():
            yield shape, name, field.get("items", field)


def kinds_of(field: dict[str, Any]) -> set[str]:
    kind = field.get("type", ())
    return {kind} if isinstance(kind, str) else set(kind)


def test_every_number_has_one() -> None:
    """Without it the reader is shown the least or the greatest that the field can hold."""
    bare = [
        f"{shape}.{name}"
        for shape, name, field in fields()
        if kinds_of(field) & NUMBERS and not field.get("examples")
    ]

    assert bare == []


def test_every_text_of_a_pattern_has_one() -> None:
    """Without it the reader is shown random letters that fit."""
    bare = [
        f"{shape}.{name}"
        for shape, name, field in fields()
        if "pattern" in str(field) and not field.get("examples")
    ]

    assert bare == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_fits_its_field(name: str) -> None:
    shown = [field for _shape, one, field in fields() if one == name and "examples" in field]

    assert shown
    for field in shown:
        Draft202012Validator(field).validate(field["examples"][0])
