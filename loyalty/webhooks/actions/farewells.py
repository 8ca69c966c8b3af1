"""The last that an app hears of a shop: that it was removed there. It goes although its endpoint is off by then."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from loyalty.merchants.models import Merchant
from loyalty.webhooks.models import Delivery, DeliveryState, Endpoint, Message, Topic, WhyOff


@transaction.atomic
def say_farewell(
    merchant: Merchant,
    url: str,
    source: str,
    payload: Mapping[str, Any],
    at: datetime,
    *,
    secret: str,
    description: str = "",
) -> Delivery:
    """One message on its way to the app at `url`, tried as often as any other; `payload` says what became of the app.

    An app that listened to nothing here has its endpoint made for it, turned off.
    """
    made = {"topics": [Topic.INSTALLATION_UPDATED.value], "secret": secret, "description": description}
    off = {"is_active": False, "disabled_at": at, "disabled_why": WhyOff.REMOVED, "created_at": at}
    endpoint, _is_new = Endpoint.objects.get_or_create(
        merchant=merchant, source=source, url=url, defaults={**made, **off}
    )
    message = Message.objects.create(
        merchant=merchant, topic=Topic.INSTALLATION_UPDATED, payload=dict(payload), happened_at=at
    )
    return Delivery.objects.create(merchant=merchant, endpoint=endpoint, message=message, is_last=True)


def recall_farewells(merchant: Merchant, source: str) -> int:
    """The app is back, and is not told any more that it was removed; how many messages that stopped. Twice is once."""
    # Who is sending one just now finds it dropped and leaves it so.
    unheard = Q(state=DeliveryState.WAITING) | Q(state=DeliveryState.SENDING)
    last = Delivery.objects.filter(unheard, merchant=merchant, endpoint__source=source, is_last=True)
    return last.update(state=DeliveryState.DROPPED, lease_until=None)
