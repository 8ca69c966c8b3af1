"""What Smile publishes of its API: names, types and limits."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]  # has no types

from tests.api.cast import Answer, message

PAGE = Path(__file__).parent / "smile-v1.openapi.json"
ENVELOPE = {
    "type": "object",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "request_id"],
            "additionalProperties": False,
            "properties": {"message": {"type": "string", "minLength": 1}, "request_id": {"format": "uuid"}},
        }
    },
}


@cache
def published() -> dict[str, Any]:
    """The whole structure."""
    return dict(json.loads(PAGE.read_text()))


def operations() -> list[tuple[str, str]]:
    """Every method and path, such as `("GET", "/customers/{id}")`."""
    return [(method.upper(), path) for path, item in published()["paths"].items() for method in item]


def assert_as_published(response: Answer, method: str, path: str) -> Any:
    """The body, which has the published shape of this operation's status with every name in it."""
    found = published()["paths"][path][method.lower()]["responses"][str(response.status_code)]
    body = response.json()
    _refuse_faults(_complete(found["content"]["application/json"]["schema"]), body)
    return body


def assert_refused(response: Answer, status: int) -> str:
    """The sentence of a refusal in the published shape."""
    assert response.status_code == status, response.content
    _refuse_faults(ENVELOPE, response.json())
    return message(response)


def _refuse_faults(schema: dict[str, Any], body: Any) -> None:
    whole = {**schema, "components": published()["components"]}
    checker = Draft202012Validator(_resolved(whole), format_checker=FormatChecker())
    assert [f"{fault.json_path}: {fault.message}" for fault in checker.iter_errors(body)] == []


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    components = schema.pop("components")
    return {**schema, "components": {"schemas": {n: _complete(s) for n, s in components["schemas"].items()}}}


# What has to be asked for, and what is there only in one of two cases.
OPTIONAL = {
    "vip_status", "perks", "entry_rewards", "variable", "fixed", "rolling", "receiver_reward_fulfillment",
    "sender_reward_fulfillment",
}  # fmt: skip


def _complete(schema: Any) -> Any:
    """The same where every name must be there: Smile's answers have them all, though its structure does not say so."""
    if isinstance(schema, list):
        return [_complete(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: _complete(one) for name, one in schema.items()}
    if "type" in inner and isinstance(inner.get("properties"), dict):
        inner["required"] = [name for name in inner["properties"] if name not in OPTIONAL]
    return inner
