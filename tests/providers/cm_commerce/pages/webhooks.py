"""What the platform calls when something changed, signed as Standard Webhooks has it."""

import hmac
import json
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from tests.providers.cm_commerce.access import hear_removal
from tests.providers.cm_commerce.web import Response, Routes, Visit

ROUTES = Routes()
PREFIX = "whsec_"
TOLERANCE = timedelta(minutes=5)


@ROUTES.page("POST", "/webhooks", is_open=True)
def receive(visit: Visit) -> Response:
    if not _is_signed(visit):
        return Response(b"The signature is not the platform's.", 401, "text/plain")
    message = json.loads(visit.body)
    if message["topic"] == "customer/updated":
        # Messages may come late and in any order, so they only say that it is time to read.
        visit.service.store.run("UPDATE connections SET looked_at = '' WHERE is_refused = 0")
    if message["topic"] == "installation/updated":
        _hear(visit, message)
    return Response(b"", 204, "text/plain")


def _hear(visit: Visit, message: dict[str, Any]) -> None:
    told = message["data"]["installation"]
    if told["state"] == "removed":
        hear_removal(
            visit.service,
            message["account_id"],
            clears=told["clear_data"],
            removed_at=datetime.fromisoformat(message["created_at"]),
        )


def _is_signed(visit: Visit) -> bool:
    secret, headers = visit.service.setup.webhook_secret, visit.headers
    sent_at = headers.get("webhook-timestamp", "")
    if not secret or not sent_at.isdigit():
        return False
    is_recent = abs(visit.service.now().timestamp() - int(sent_at)) <= TOLERANCE.total_seconds()
    signed = f"{headers.get('webhook-id', '')}.{sent_at}.".encode() + visit.body
    expected = hmac.digest(b64decode(secret.removeprefix(PREFIX)), signed, sha256)
    given = headers.get("webhook-signature", "").split()
    wanted = f"v1,{b64encode(expected).decode()}"
    return is_recent and any(hmac.compare_digest(one, wanted) for one in given)
