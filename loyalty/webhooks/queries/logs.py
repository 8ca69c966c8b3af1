"""The log of deliveries, and how endpoints fare."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from loyalty.webhooks.models import Delivery, DeliveryState, Endpoint

NEVER_ARRIVED = Q(state__in=[DeliveryState.FAILED, DeliveryState.DROPPED], is_last=False)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many messages wait for an endpoint, and how many never arrived."""

    waiting: int = 0
    failed: int = 0


def endpoints_in_order() -> QuerySet[Endpoint]:
    """The merchant's own first, then those of apps."""
    return Endpoint.objects.select_related("created_by").order_by("source", "pk")


def tallies(endpoints: Iterable[Endpoint]) -> dict[int, Tally]:
    """By endpoint's id, in one statement."""
    of_these = Delivery.objects.filter(endpoint__in=list(endpoints)).values("endpoint_id")
    counted = of_these.annotate(
        waiting=Count("pk", filter=Q(state=DeliveryState.WAITING)), failed=Count("pk", filter=NEVER_ARRIVED)
    )
    return {row["endpoint_id"]: Tally(row["waiting"], row["failed"]) for row in counted.order_by()}


def deliveries_to(
    endpoint: Endpoint, *, text: str = "", state: str = "", topic: str = ""
) -> QuerySet[Delivery]:
    """What was sent to it, or will be. `text` is a webhook-id or part of a topic."""
    found = Delivery.objects.filter(endpoint=endpoint).select_related("message").defer("message__body")
    if text:
        found = found.filter(_called(text.strip()))
    if state:
        found = found.filter(state=state)
    return found.filter(message__topic=topic) if topic else found


def _called(text: str) -> Q:
    try:
        return Q(message__uid=UUID(text.removeprefix("msg_")))
    except ValueError:
        return Q(message__topic__icontains=text)
