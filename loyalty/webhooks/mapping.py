"""How a message is written, signed and tried again (www.standardwebhooks.com)."""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

AGENT = "Grin-Webhooks/1"
PREFIX = "whsec_"
# Seconds between the attempts, as the Standard Webhooks text proposes: a little over three days altogether.
WAITS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
# Up to this much is added by chance, so that a receiver that comes back is not met by everybody at once.
JITTER = 0.2
LONGEST_WAIT = 86_400
GONE = 410


def message_body(topic: str, data: Mapping[str, Any], *, merchant_id: int, happened_at: datetime) -> str:
    """The envelope that apps written for Smile know, and when it happened."""
    written = happened_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    envelope = {"account_id": merchant_id, "topic": topic, "created_at": written, "data": data}
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))


def signed_headers(message_id: str, body: str, *, secrets: Iterable[str], at: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks, with one signature for each secret."""
    timestamp = str(int(at.timestamp()))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in secrets),
    }


def wait_after(attempts: int, *, status: int | None, retry_after: int | None, chance: float) -> int | None:
    """Seconds until the next attempt after so many failed; None: never again. `chance` is from 0 to 1.

    A receiver that says 410 is gone. One that names a time is left alone for so long, a day at most.
    """
    if status == GONE or attempts > len(WAITS):
        return None
    wait = WAITS[attempts - 1] * (1 + JITTER * chance)
    return round(max(wait, min(retry_after or 0, LONGEST_WAIT)))


def _signature(secret: str, signed: bytes) -> str:
    key = b64decode(secret.removeprefix(PREFIX))
    return "v1," + b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
