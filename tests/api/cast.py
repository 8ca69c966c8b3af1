"""Programs that call the API."""

import json
from collections.abc import Collection
from typing import Any, TypeAlias

from django.test import Client
from django_scopes import scope

from loyalty.merchants.actions import create_key
from loyalty.merchants.models import ApiKey, KeyKind, Merchant
from loyalty.merchants.scopes import Scope
from tests.cast import MONDAY

# What Django's test client answers with: a response that also reads its JSON.
Answer: TypeAlias = Any


def make_key(
    merchant: Merchant, *scopes: str, kind: KeyKind = KeyKind.SECRET, name: str = "A program", **terms: Any
) -> tuple[ApiKey, str]:
    """A key with these scopes, all of them if none is named, and what a caller sends."""
    with scope(merchant=merchant):
        made = create_key(
            merchant,
            name=name,
            scopes=scopes or Scope.values,
            kind=kind,
            by_id=None,
            at=MONDAY,
            **terms,
        )
    return made.key, made.secret


class Caller:
    """A program with a key of the merchant's."""

    def __init__(self, merchant: Merchant, scopes: Collection[str] = (), *, secret: str = "") -> None:
        self.merchant = merchant
        self.secret = secret or make_key(merchant, *scopes)[1]
        self._client = Client()

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Answer:
        """The answer to GET /v1/…"""
        return self._client.get(f"/v1/{path}", query or {}, headers=self._headers(headers))

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        """The answer to POST /v1/… of this value as JSON."""
        return self.send("POST", path, json.dumps(body), **headers)

    def send_json(self, method: str, path: str, body: Any, **headers: str) -> Answer:
        """The answer to this value as JSON, by any method."""
        return self.send(method, path, json.dumps(body), **headers)

    def send(
        self, method: str, path: str, content: str | bytes, *, kind: str = "application/json", **headers: str
    ) -> Answer:
        """The answer to exactly this content."""
        headers = self._headers(headers)
        return self._client.generic(method, f"/v1/{path}", content, kind, headers=headers)

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        names = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.secret}", **names}


def message(response: Answer) -> str:
    """The sentence of a refusal, which has its one shape."""
    said = response.json()
    assert said == {"error": {"message": said["error"]["message"], "request_id": response["X-Request-Id"]}}
    return str(said["error"]["message"])
