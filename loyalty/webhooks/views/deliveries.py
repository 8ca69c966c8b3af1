"""One message on its way, and sending again."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from loyalty.errors import Refused
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.webhooks.actions.replays import replay_delivery
from loyalty.webhooks.actions.replays import replay_failed as replay_all_failed
from loyalty.webhooks.models import Delivery, DeliveryState, Endpoint, Topic

TONES = {
    DeliveryState.WAITING: "info",
    DeliveryState.SENDING: "info",
    DeliveryState.DELIVERED: "good",
    DeliveryState.FAILED: "bad",
    DeliveryState.DROPPED: "",
}

ENDED = (DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.DROPPED)


@dataclass(frozen=True, slots=True)
class Line:
    """A delivery, its state in colour, and what it is about in words."""

    delivery: Delivery
    tone: str
    topic: str


@require_safe
@team_required(*CHANGERS)
def delivery(request: MerchantRequest, delivery_id: int) -> HttpResponse:
    found = _delivery(delivery_id)
    context = {
        "line": lines_of([found])[0],
        "delivery": found,
        "endpoint": found.endpoint,
        "body": _indented(found.message.body),
        "attempts": found.tries.order_by("-pk"),
        "is_repeatable": found.state in ENDED and not found.is_last,
    }
    return render(request, "webhooks/delivery.html", context)


@require_POST
@team_required(*CHANGERS)
def replay(request: MerchantRequest, delivery_id: int) -> HttpResponse:
    found = _delivery(delivery_id)
    try:
        replay_delivery(found, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It leaves again in a few seconds."))
    return redirect("webhooks:delivery", found.pk)


@require_POST
@team_required(*CHANGERS)
def replay_failed(request: MerchantRequest, endpoint_id: int) -> HttpResponse:
    endpoint = get_object_or_404(Endpoint, pk=endpoint_id)
    try:
        count = replay_all_failed(endpoint, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        told = ngettext(
            "%(count)d message leaves again in a few seconds.",
            "%(count)d messages leave again in a few seconds.",
            count,
        )
        messages.success(request, told % {"count": count})
    return redirect("webhooks:endpoint", endpoint.pk)


def lines_of(deliveries: Iterable[Delivery]) -> list[Line]:
    """As the log shows them."""
    return [
        Line(one, TONES[DeliveryState(one.state)], str(Topic(one.message.topic).label)) for one in deliveries
    ]


def _delivery(delivery_id: int) -> Delivery:
    found: Delivery = get_object_or_404(
        Delivery.objects.select_related("message", "endpoint"), pk=delivery_id
    )
    return found


def _indented(body: str | None) -> str:
    with suppress(ValueError):
        return json.dumps(json.loads(body or ""), ensure_ascii=False, indent=2)
    return ""
