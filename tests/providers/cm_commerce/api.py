"""The loyalty platform as its documents describe it: OAuth's token endpoint and the REST API."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import requests

from tests.providers.cm_commerce.setup import Setup

TOO_MANY = 429
FAULTS = 500


class NotNow(Exception):
    """No answer, or none that is about the question: the same may be asked again, to the letter."""


@dataclass(frozen=True)
class Answer:
    """What the platform said."""

    status: int
    body: dict[str, Any]
    tag: str = ""
    wait: float = 0

    @property
    def says(self) -> str:
        """The sentence of an error, in the shape of the API or of OAuth."""
        error = self.body.get("error", "")
        if isinstance(error, dict):
            return str(error.get("message", ""))
        return str(self.body.get("error_description") or error)


def authorize_address(setup: Setup, *, state: str, verifier: str) -> str:
    """Where the merchant says yes to us; `state` and the verifier's hash bind the answer to this browser."""
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "client_id": setup.client_id,
        "response_type": "code",
        "redirect_uri": setup.callback,
        "scope": setup.scope,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{setup.connect}/oauth2/authorize?{urlencode(asked)}"


def exchange_code(setup: Setup, *, code: str, verifier: str) -> Answer:
    """Tokens for a code, once."""
    given = {"code": code, "redirect_uri": setup.callback, "code_verifier": verifier}
    return _ask_for_tokens(setup, "token", grant_type="authorization_code", **given)


def exchange_refresh_token(setup: Setup, *, refresh_token: str) -> Answer:
    """New tokens for a refresh token, which is worth nothing from then on."""
    return _ask_for_tokens(setup, "token", grant_type="refresh_token", refresh_token=refresh_token)


def revoke_token(setup: Setup, *, token: str) -> Answer:
    """We give the access back."""
    return _ask_for_tokens(setup, "revoke", token=token)


def call(
    setup: Setup,
    method: str,
    path: str,
    *,
    token: str,
    query: Mapping[str, str] | None = None,
    body: str = "",
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """One call of the REST API."""
    sent = {"Authorization": f"Bearer {token}", "Accept": "application/json", **(headers or {})}
    if body:
        sent["Content-Type"] = "application/json"
    return _send(setup, method, setup.api + path, params=query, data=body, headers=sent)


def _ask_for_tokens(setup: Setup, path: str, **given: str) -> Answer:
    client = (setup.client_id, setup.client_secret)
    return _send(setup, "POST", f"{setup.connect}/oauth2/{path}", data=given, auth=client)


def _send(setup: Setup, method: str, address: str, **asked: Any) -> Answer:
    try:
        answer = requests.request(method, address, timeout=setup.patience, allow_redirects=False, **asked)
    except requests.RequestException as error:
        raise NotNow(type(error).__name__) from error
    if answer.status_code >= FAULTS:
        raise NotNow(f"HTTP {answer.status_code}")
    wait = float(answer.headers.get("Retry-After", 1)) if answer.status_code == TOO_MANY else 0
    return Answer(answer.status_code, _json(answer.text), answer.headers.get("ETag", ""), wait)


def _json(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text or "{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
