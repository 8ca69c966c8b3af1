"""Endpoints of one app at every merchant, which follow the address that the app has."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django_scopes import scopes_disabled

from loyalty.audit.actions import Change, record_all
from loyalty.team.models import User
from loyalty.webhooks.models import Delivery, DeliveryState, Endpoint, WhyOff

# Off because the address did not answer, which another address may do.
UNANSWERED = (WhyOff.GONE, WhyOff.SILENT)


@transaction.atomic
def move_endpoints(source: str, url: str, *, working: Collection[int], by: User | None, at: datetime) -> int:
    """The app is told at `url` from now on, also of what waits; how many endpoints moved. Twice is once.

    Secrets and topics stay. Where the app is at work, at the merchants with the ids `working`, an endpoint is on again
    that was off because the old address did not answer. A constant number of statements.
    """
    with scopes_disabled():  # an app has one address for all merchants
        ours = Endpoint.objects.filter(source=source)
        ours.filter(_has_better()).delete()
        moved = list(
            ours.exclude(url=url).select_for_update(no_key=True).values_list("merchant_id", "pk", "url")
        )
        ours.exclude(url=url).update(url=url, failing_since=None)
        unanswered = ours.filter(disabled_why__in=UNANSWERED, merchant__in=working)
        if moved:
            unanswered.update(is_active=True, disabled_at=None, disabled_why="")
        changes = [Change(merchant, pk, {"url": old}, {"url": url}) for merchant, pk, old in moved]
        record_all("webhook.changed", changes, subject="webhook", actor=by, at=at)
    return len(moved)


@transaction.atomic
def stop_endpoints(source: str, *, by: User | None, at: datetime) -> int:
    """The app is told of nothing any more, wherever it is; how many endpoints that turned off. Twice is once."""
    with scopes_disabled():  # an app has one address for all merchants
        active: QuerySet[Endpoint, Any] = Endpoint.objects.active().filter(source=source)
        stopped = list(active.select_for_update(no_key=True).values_list("merchant_id", "pk"))
        Delivery.objects.filter(endpoint__in=active, state=DeliveryState.WAITING).update(
            state=DeliveryState.DROPPED
        )
        active.update(is_active=False, disabled_at=at, disabled_why=WhyOff.UNASKED)
        why = {"why": WhyOff.UNASKED.value}
        changes = [Change(merchant, pk, {}, why) for merchant, pk in stopped]
        record_all("webhook.turned_off", changes, subject="webhook", actor=by, at=at)
    return len(stopped)


def _has_better() -> Exists:
    """That the merchant has another endpoint of the app that is on, or came later: one is enough."""
    others = Endpoint.objects.filter(merchant=OuterRef("merchant"), source=OuterRef("source"))
    is_on = Q(is_active__gt=OuterRef("is_active"))
    is_later = Q(is_active=OuterRef("is_active"), pk__gt=OuterRef("pk"))
    return Exists(others.filter(is_on | is_later))
