"""Doing what is sent twice once: the answer is kept with what was done, in its transaction."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.api.models import Answer
from loyalty.database.statements import execute_prepared
from loyalty.errors import Refused
from loyalty.merchants.authentication import Principal

KEPT = timedelta(hours=24)
BATCH = 5_000


class KeyBusy(Refused):
    code = "key_busy"
    message = _("A request with this Idempotency-Key is being worked on. Ask again shortly.")


class KeyOfAnother(Refused):
    code = "key_of_another"
    message = _("This Idempotency-Key came with another request before.")


class Claim(NamedTuple):
    """`answer` is None for whoever is the first to ask and does the work; else what the first was answered."""

    id: int
    answer: tuple[int, str] | None


def claim_answer(principal: Principal, *, key: str, fingerprint: str, at: datetime) -> Claim:
    """The right to do what is asked, or what came of it when it was asked before. Runs in the caller's transaction.

    Refused as `KeyBusy` while somebody else does it, and as `KeyOfAnother` where the key stands for something else.
    """
    merchant_id = principal.merchant.pk
    values = {
        "merchant_id": str(merchant_id),
        "source": principal.source,
        "key": key,
        "fingerprint": fingerprint,
        "at": at,
    }
    ((is_free, claim_id),) = execute_prepared(CLAIM, values)
    if not is_free:
        raise KeyBusy
    if claim_id is not None:
        return Claim(claim_id, None)
    earlier = Answer.objects.get(merchant=merchant_id, source=principal.source, key=key)
    if earlier.fingerprint != fingerprint:
        raise KeyOfAnother
    return Claim(earlier.pk, (earlier.status, earlier.body))


def keep_answer(claim: Claim, *, merchant_id: int, status: int, body: str) -> None:
    """What whoever sends the same again is answered."""
    Answer.objects.filter(merchant=merchant_id, pk=claim.id).update(status=status, body=body)


@transaction.atomic
def forget_answers(*, at: datetime, size: int = BATCH) -> int:
    """How many answers were forgotten that are older than `KEPT`: at most `size`, so 0 once all are gone."""
    rows = execute_prepared(FORGET, {"before": at - KEPT, "size": str(size)})
    return len(rows)


# Who waits for nobody is told at once that somebody else is at it; the unique key decides if both were. The lock
# is held to the end of the transaction, so whoever gets it sees what the one before has committed.
CLAIM = """
WITH free AS MATERIALIZED (
    SELECT pg_try_advisory_xact_lock(hashtextextended(
        %(merchant_id)s::text || ' ' || %(source)s::text || ' ' || %(key)s::text, 0
    )) AS is_free
), claim AS (
    INSERT INTO api_answer (merchant_id, source, key, fingerprint, created_at)
    SELECT %(merchant_id)s::bigint, %(source)s::text, %(key)s::text, %(fingerprint)s::text, %(at)s::timestamptz
    FROM free WHERE is_free
    ON CONFLICT (merchant_id, source, key) DO NOTHING
    RETURNING id
)
SELECT is_free, (SELECT id FROM claim) FROM free
"""
# Of every merchant: how long an answer is kept has nothing to do with whose it is.
FORGET = """
DELETE FROM api_answer WHERE id IN (
    SELECT id FROM api_answer WHERE created_at < %(before)s::timestamptz ORDER BY created_at LIMIT %(size)s::int
) RETURNING merchant_id
"""
