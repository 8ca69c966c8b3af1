"""Sending again what was sent before, or never arrived."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.audit.actions import record
from loyalty.errors import Refused
from loyalty.team.models import User
from loyalty.webhooks.models import Delivery, DeliveryState, Endpoint

UNSENT = (DeliveryState.FAILED, DeliveryState.DROPPED)


class EndpointOff(Refused):
    code = "endpoint_off"
    message = _("Nothing is sent to this webhook. Resume it first.")


class AppIsBack(Refused):
    code = "app_is_back"
    message = _("It told the app that it was removed. The app is back, so it is not sent again.")


class UnderWay(Refused):
    code = "delivery_under_way"
    message = _("It is on its way already.")


@transaction.atomic
def replay_delivery(delivery: Delivery, *, by: User | None, at: datetime) -> None:
    """The same message leaves again with the next sweep.

    Refuses `EndpointOff`, `AppIsBack` for a farewell, and `UnderWay` if it has yet to end.
    """
    _refuse_off(delivery.endpoint)
    if delivery.is_last:
        raise AppIsBack
    ended = Delivery.objects.filter(pk=delivery.pk, state__in=(*UNSENT, DeliveryState.DELIVERED))
    if not ended.update(state=DeliveryState.WAITING, attempts=0, next_at=at):
        raise UnderWay
    _record(delivery.endpoint, count=1, by=by, at=at)


@transaction.atomic
def replay_failed(endpoint: Endpoint, *, by: User | None, at: datetime) -> int:
    """Everything that never arrived leaves again; how many that is. Refuses `EndpointOff`."""
    _refuse_off(endpoint)
    failed = Delivery.objects.filter(endpoint=endpoint, state__in=UNSENT, is_last=False)
    count = failed.update(state=DeliveryState.WAITING, attempts=0, next_at=at)
    if count:
        _record(endpoint, count=count, by=by, at=at)
    return count


def _refuse_off(endpoint: Endpoint) -> None:
    if not endpoint.is_sending:
        raise EndpointOff


def _record(endpoint: Endpoint, *, count: int, by: User | None, at: datetime) -> None:
    record(
        "webhook.replayed",
        subject="webhook",
        subject_id=endpoint.pk,
        merchant_id=endpoint.merchant_id,
        actor=by,
        at=at,
        after={"deliveries": count},
    )
