"""Requests as the description allows them, made from it."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from loyalty.api.views.description import described

DESCRIPTION: dict[str, Any] = json.loads(described())
Place = tuple[str | int, ...]
# What a name stands for where its type says too little.
TEXTS = {
    "email": "somebody@example.com",
    "customer_email": "somebody@example.com",
    "receiver_customer_email": "friend@example.com",
    "url": "https://example.com/hook",
    "action_url": "https://example.com/",
    "currency": "EUR",
    "currencies": "EUR",
    "action": "leave_review",
    "token": "leave_review",
    "language": "en",
    "icon": "star",
    "receiver_ip": "192.0.2.1",
    "country": "SE",
    "locale": "sv",
    "external_id": "from-elsewhere",
    "code_prefix": "OIL-",
}
FORMATS = {"date-time": "2026-03-02T10:00:00Z", "date": "1990-05-01", "decimal": "2"}
# Which of a merchant's rows a number in a body names.
NAMED = {
    "customer_id": "customer_id",
    "sender_customer_id": "customer_id",
    "restricted_to_vip_tier_ids": "tier_id",
    "entry_points_product_ids": "reward_id",
}
# What excludes something else, or is of a shape that the description leaves open.
LEFT_OUT = {"conditions", "store_ids", "starts_at", "ends_at", "version", "cancelled_at", "refunds"}


@dataclass(frozen=True)
class Operation:
    """A method at an address, and the scope that it takes. `shape` is that of its body, None where it takes none."""

    method: str
    path: str
    scope: str
    shape: Mapping[str, Any] | None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def names(self) -> set[str]:
        """What its address names."""
        return {part[1:-1] for part in self.path.split("/") if part.startswith("{")}

    def address(self, ids: Mapping[str, Any]) -> str:
        """Its address below /v1/ with these ids in it."""
        return self.path.removeprefix("/v1/").format_map(ids)

    def body(self, ids: Mapping[str, Any]) -> Any:
        """What it may be sent: every field has a value, and what names a row names one of these."""
        return {} if self.shape is None else _sample(self.shape, "", ids)


def operations(*methods: str) -> list[Operation]:
    """All operations by these methods."""
    return [
        Operation(method.upper(), path, said["security"][0]["bearerAuth"][0], _shape(said))
        for path, item in DESCRIPTION["paths"].items()
        for method, said in item.items()
        if method.upper() in methods
    ]


def places(value: Any, here: Place = ()) -> Iterator[Place]:
    """Where in a body something stands: every field, and the first of every list."""
    if here:
        yield here
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        yield from places(one, (*here, name))


def with_value(body: Any, place: Place, value: Any) -> Any:
    """The body with something else there."""
    changed = deepcopy(body)
    inner = changed
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    return changed


def _shape(said: Mapping[str, Any]) -> Mapping[str, Any] | None:
    content = said.get("requestBody", {}).get("content", {})
    shape: Mapping[str, Any] | None = content.get("application/json", {}).get("schema")
    return shape


def _sample(shape: Mapping[str, Any], name: str, ids: Mapping[str, Any]) -> Any:
    if "$ref" in shape:
        return _sample(DESCRIPTION["components"]["schemas"][shape["$ref"].rpartition("/")[2]], name, ids)
    for several in ("oneOf", "anyOf", "allOf"):
        if several in shape:
            return _sample(shape[several][0], name, ids)
    if "enum" in shape:
        return shape["enum"][0]
    return _of_type(shape, name, ids)


def _of_type(shape: Mapping[str, Any], name: str, ids: Mapping[str, Any]) -> Any:
    kinds = shape.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "object":
        inner = shape.get("properties", {}).items()
        return {field: _sample(one, field, ids) for field, one in inner if field not in LEFT_OUT}
    if kind == "array":
        return [_sample(shape["items"], name, ids)]
    if kind == "boolean":
        return name not in ("is_paused", "is_gift_card")
    if kind == "integer":
        return ids[NAMED[name]] if name in NAMED else max(shape.get("minimum", 1), 1)
    return TEXTS.get(name) or FORMATS.get(shape.get("format", ""), "a word")
