"""Turning endpoints off and on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.audit.actions import record
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.team.models import User
from loyalty.webhooks.models import Delivery, DeliveryState, Endpoint, WhyOff


def pause_endpoint(endpoint: Endpoint, *, by: User | None, at: datetime) -> None:
    """Nothing is sent until it is resumed; what happens meanwhile waits. Twice is once."""
    if Endpoint.objects.filter(pk=endpoint.pk, paused_at=None).update(paused_at=at):
        _record("webhook.paused", endpoint, by=by, at=at)


class AppTurnsItOn(Refused):
    code = "app_turns_it_on"
    message = _("Its app turns it on again, once the app is back and works.")


@transaction.atomic
def resume_endpoint(endpoint: Endpoint, *, by: User | None, at: datetime) -> None:
    """It is sent to again, whether it was paused or turned off, and what waited leaves now. Twice is once.

    Refuses (`AppTurnsItOn`) that of an app that was removed or is paused.
    """
    # Lock it: an app that is removed meanwhile must not be told again.
    locked = Endpoint.objects.select_for_update(no_key=True).filter(pk=endpoint.pk).first()
    if locked and locked.waits_for_app:
        raise AppTurnsItOn
    off = Endpoint.objects.filter(pk=endpoint.pk).exclude(paused_at=None, is_active=True)
    if off.update(paused_at=None, is_active=True, disabled_at=None, disabled_why="", failing_since=None):
        _record("webhook.resumed", endpoint, by=by, at=at)


@transaction.atomic
def disable_endpoint(endpoint: Endpoint, why: WhyOff, *, at: datetime) -> bool:
    """Nothing is kept for it any more, and what waited is dropped. Whether that is new."""
    changed = Endpoint.objects.filter(pk=endpoint.pk, is_active=True).update(
        is_active=False, disabled_at=at, disabled_why=why
    )
    if changed:
        waiting = Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.WAITING)
        waiting.update(state=DeliveryState.DROPPED)
        _record("webhook.turned_off", endpoint, by=None, at=at, after={"why": why.value})
    return bool(changed)


@transaction.atomic
def stop_webhooks(merchant: Merchant, source: str, at: datetime) -> int:
    """Nothing goes to the endpoints of this app any more; how many they were. Twice is once."""
    endpoints = Endpoint.objects.active().filter(merchant=merchant, source=source)
    return sum(disable_endpoint(endpoint, WhyOff.REMOVED, at=at) for endpoint in endpoints)


def _record(
    action: str, endpoint: Endpoint, *, by: User | None, at: datetime, after: dict[str, str] | None = None
) -> None:
    record(
        action,
        subject="webhook",
        subject_id=endpoint.pk,
        merchant_id=endpoint.merchant_id,
        actor=by,
        at=at,
        after=after,
    )
