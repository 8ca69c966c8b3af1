"""One request, in a thread that knows no database."""

import logging
import random

from django.conf import settings
from django.utils.timezone import now

from loyalty.database.secrets import UnreadableSecret, unseal
from loyalty.webhooks.http import Answer, send
from loyalty.webhooks.mapping import signed_headers, wait_after
from loyalty.webhooks.models import LONGEST_ANSWER, Failure
from loyalty.webhooks.snapshots import Outcome, Parcel

logger = logging.getLogger(__name__)


def send_parcel(parcel: Parcel) -> Outcome:
    """What the receiver said. Whatever goes wrong on our side is an outcome, too: others must go on."""
    try:
        return _sent(parcel)
    except UnreadableSecret:
        logger.error("The secret of webhook %s cannot be read with CREDENTIAL_KEYS.", parcel.endpoint_id)
    except Exception:
        logger.exception("Webhook delivery %s broke down.", parcel.delivery_id)
    return unsent(parcel, Failure.INTERRUPTED)


def unsent(parcel: Parcel, failure: Failure) -> Outcome:
    """It never left; tried again only if that could help."""
    wait = None
    if failure != Failure.UNWRITABLE:
        wait = wait_after(parcel.attempts, status=None, retry_after=None, chance=_chance())
    return Outcome(parcel, now(), 0, None, failure, "", wait)


def _sent(parcel: Parcel) -> Outcome:
    at, body = now(), parcel.body or ""
    secrets = [unseal(parcel.secret)]
    if parcel.previous_secret and parcel.previous_until and at < parcel.previous_until:
        secrets.append(unseal(parcel.previous_secret))
    headers = signed_headers(f"msg_{parcel.uid.hex}", body, secrets=secrets, at=at)
    allows_loopback = settings.WEBHOOKS_TO_LOOPBACK
    answer = send(parcel.url, headers=headers, body=body.encode(), allows_loopback=allows_loopback)
    return Outcome(
        parcel,
        at,
        answer.milliseconds,
        answer.status,
        answer.failure,
        answer.text[:LONGEST_ANSWER].replace("\0", ""),
        _wait(parcel, answer) if answer.failure else None,
    )


def _wait(parcel: Parcel, answer: Answer) -> int | None:
    return wait_after(parcel.attempts, status=answer.status, retry_after=answer.retry_after, chance=_chance())


def _chance() -> float:
    return random.random()  # noqa: S311 -- spreads load, guards nothing
