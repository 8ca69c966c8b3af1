"""The last that apps are told, and what became of it."""

from datetime import datetime

from django.db import connection, transaction
from django_scopes import scope

from apps_marketplace.actions.moves import announced
from apps_marketplace.models import App, Farewell, FarewellState, Installation
from loyalty.jobs.actions import later
from loyalty.webhooks.actions import say_farewell


def part_with(installation: Installation, *, clears: bool, at: datetime) -> None:
    """The app is told that it was removed, if it has an address; with `clears` that it is to delete what it holds."""
    app = App.objects.defer("logo").filter(slug=installation.app).exclude(webhook_url="").first()
    if app is None:
        return
    delivery = say_farewell(
        installation.merchant,
        app.webhook_url,
        app.slug,
        announced(installation, clears=clears),
        at,
        secret=app.webhook_secret,
        description=app.name,
    )
    Farewell.objects.create(
        merchant=installation.merchant,
        installation=installation,
        number=installation.steps,
        clears=clears,
        delivery_id=delivery.pk,
    )


@transaction.atomic
def settle_farewells(*, at: datetime) -> int:
    """Keep what became of those that are over; how many. One statement for all merchants. Twice is once.

    People are told of a wish that an app never heard.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, {"at": at})
        settled: list[tuple[int, int, str, bool]] = cursor.fetchall()
    for merchant_id, farewell_id, state, clears in settled:
        if clears and state == FarewellState.UNHEARD:
            with scope(merchant=merchant_id):
                told = {"farewell": farewell_id}
                later("apps.tell_unheard", merchant_id=merchant_id, key=str(farewell_id), args=told)
    return len(settled)


_SETTLE = """
WITH ended AS (
    SELECT farewell.merchant_id, farewell.id, delivery.tried_at,
        CASE delivery.state WHEN 'delivered' THEN 'heard' WHEN 'dropped' THEN 'recalled' ELSE 'unheard' END AS state
    FROM apps_marketplace_farewell farewell LEFT JOIN webhooks_delivery delivery
        ON delivery.merchant_id = farewell.merchant_id AND delivery.id = farewell.delivery_id
    WHERE farewell.state = 'waiting' AND coalesce(delivery.state NOT IN ('waiting', 'sending'), true)
    FOR NO KEY UPDATE OF farewell SKIP LOCKED
)
UPDATE apps_marketplace_farewell farewell
SET state = ended.state, settled_at = coalesce(ended.tried_at, %(at)s)
FROM ended WHERE farewell.merchant_id = ended.merchant_id AND farewell.id = ended.id
RETURNING farewell.merchant_id, farewell.id, farewell.state, farewell.clears
"""
