"""Writing down what became of what was sent."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django_scopes import scope

from loyalty.database.arrays import array_of, arrays_of
from loyalty.jobs.actions import later
from loyalty.webhooks.actions.switches import disable_endpoint
from loyalty.webhooks.mapping import GONE
from loyalty.webhooks.models import Endpoint, WhyOff
from loyalty.webhooks.snapshots import Outcome

# An endpoint that took nothing for so long, although it was tried, is turned off.
PATIENCE = timedelta(days=5)


@transaction.atomic
def record_outcomes(outcomes: Sequence[Outcome], *, at: datetime) -> None:
    """One attempt for each, and where its delivery and its endpoint stand now. Few statements, however many.

    Who comes late, because somebody else has claimed the delivery since, leaves the attempt and nothing else.
    """
    if not outcomes:
        return
    with connection.cursor() as cursor:
        cursor.execute(_ATTEMPTED, arrays_of([_attempt(outcome) for outcome in outcomes]))
        cursor.execute(_MOVED, arrays_of([_move(outcome) for outcome in outcomes]))
        well = _endpoints(outcomes, is_taken=True)
        cursor.execute(_WELL, {"ids": array_of(well), "at": at})
        failing = _endpoints(outcomes, is_taken=False) - well
        cursor.execute(_FAILING, {"ids": array_of(failing), "at": at, "patience": at - PATIENCE})
        silent = set(cursor.fetchall())
    gone = {
        (outcome.parcel.merchant_id, outcome.parcel.endpoint_id)
        for outcome in outcomes
        if outcome.status == GONE
    }
    whys = dict.fromkeys(silent, WhyOff.SILENT) | dict.fromkeys(gone, WhyOff.GONE)
    for (merchant_id, endpoint_id), why in whys.items():
        _turn_off(merchant_id, endpoint_id, why, at=at)


def _turn_off(merchant_id: int, endpoint_id: int, why: WhyOff, *, at: datetime) -> None:
    with scope(merchant=merchant_id):
        endpoint = Endpoint.objects.filter(pk=endpoint_id).first()
        if endpoint and disable_endpoint(endpoint, why, at=at):
            later(
                "webhooks.tell_team",
                merchant_id=merchant_id,
                key=f"{endpoint_id}-{at.isoformat()}",
                args={"endpoint_id": endpoint_id},
            )


def _endpoints(outcomes: Collection[Outcome], *, is_taken: bool) -> set[int]:
    return {outcome.parcel.endpoint_id for outcome in outcomes if outcome.is_taken is is_taken}


def _attempt(outcome: Outcome) -> tuple[object, ...]:
    parcel = outcome.parcel
    return (
        parcel.merchant_id,
        parcel.delivery_id,
        outcome.at,
        outcome.milliseconds,
        outcome.status,
        outcome.failure,
        outcome.answer,
    )


def _move(outcome: Outcome) -> tuple[object, ...]:
    parcel = outcome.parcel
    state = "delivered" if outcome.is_taken else "failed" if outcome.wait is None else "waiting"
    fence = (parcel.merchant_id, parcel.delivery_id, parcel.attempts)
    return (*fence, state, outcome.status, outcome.failure, outcome.wait or 0)


_ATTEMPTED = """
INSERT INTO webhooks_attempt (merchant_id, delivery_id, at, milliseconds, status, failure, answer)
SELECT * FROM unnest(
    %s::bigint[], %s::bigint[], %s::timestamptz[], %s::integer[], %s::smallint[], %s::text[], %s::text[]
) AS tried (merchant_id, delivery_id, at, milliseconds, status, failure, answer)
WHERE EXISTS (
    SELECT FROM webhooks_delivery delivery
    WHERE delivery.merchant_id = tried.merchant_id AND delivery.id = tried.delivery_id
)
"""
_MOVED = """
UPDATE webhooks_delivery delivery SET
    state = said.state, status = said.status, failure = said.failure, lease_until = NULL,
    next_at = statement_timestamp() + said.wait * interval '1 second'
FROM unnest(
    %s::bigint[], %s::bigint[], %s::integer[], %s::text[], %s::smallint[], %s::text[], %s::integer[]
) AS said (merchant_id, id, attempts, state, status, failure, wait)
WHERE delivery.merchant_id = said.merchant_id AND delivery.id = said.id
    AND delivery.attempts = said.attempts AND delivery.state = 'sending'
"""
_WELL = """
UPDATE webhooks_endpoint SET failing_since = NULL, answered_at = %(at)s -- whosever merchant's
WHERE id = ANY(%(ids)s::bigint[])
"""
_FAILING = """
WITH failing AS (
    UPDATE webhooks_endpoint SET failing_since = coalesce(failing_since, %(at)s) WHERE id = ANY(%(ids)s::bigint[])
    RETURNING merchant_id, id, failing_since
)
SELECT merchant_id, id FROM failing WHERE failing_since < %(patience)s
"""
