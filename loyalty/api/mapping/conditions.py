"""Conditions as programs write them: each value is of the kind that the condition keeps."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, get_args, get_origin

from earning.conditions import Condition, InvalidCondition, conditions_from


def said_conditions(said: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """The conditions. Refuses (`InvalidCondition`) an unknown one, and values that are none of its own."""
    conditions = conditions_from(said)
    for condition in conditions:
        if not all(_is_a(field.type, getattr(condition, field.name)) for field in fields(condition)):
            raise InvalidCondition(field=condition.code)
    return conditions


def _is_a(kind: Any, value: object) -> bool:
    """Exactly of this type: a boolean is no number. Of a tuple each member is."""
    if get_origin(kind) is tuple:
        return isinstance(value, tuple) and all(type(one) is get_args(kind)[0] for one in value)
    return type(value) is kind
