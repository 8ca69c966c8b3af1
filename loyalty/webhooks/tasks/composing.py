"""Writing what messages say, when they leave for the first time: of what they speak is read as it is then."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import translation
from django_scopes import scope

from loyalty.merchants.models import Merchant
from loyalty.webhooks.actions.parcels import keep_bodies
from loyalty.webhooks.mapping import message_body
from loyalty.webhooks.models import Failure
from loyalty.webhooks.snapshots import Parcel
from loyalty.webhooks.tasks.speaking import SPEAKERS

logger = logging.getLogger(__name__)

Sorted = tuple[list[Parcel], list[tuple[Parcel, Failure]]]


def with_bodies(parcels: Sequence[Parcel]) -> Sorted:
    """The parcels with their bodies, and those that cannot be sent, each with why. Few statements a merchant."""
    ready = [parcel for parcel in parcels if parcel.body is not None]
    hopeless: list[tuple[Parcel, Failure]] = []
    for merchant_id, own in _by_merchant(parcel for parcel in parcels if parcel.body is None).items():
        bodies, otherwise = _tried(merchant_id, own)
        for parcel in own:
            body = bodies.get(parcel.message_id)
            if body is None:
                hopeless.append((parcel, otherwise))
            else:
                ready.append(replace(parcel, body=body))
    return ready, hopeless


def _by_merchant(parcels: Iterable[Parcel]) -> dict[int, list[Parcel]]:
    found: dict[int, list[Parcel]] = defaultdict(list)
    for parcel in parcels:
        found[parcel.merchant_id].append(parcel)
    return found


def _tried(merchant_id: int, parcels: Sequence[Parcel]) -> tuple[dict[int, str], Failure]:
    # What breaks at one merchant's rows must not keep the others' messages.
    try:
        with scope(merchant=merchant_id), transaction.atomic():
            merchant = Merchant.objects.get(pk=merchant_id)
            with translation.override(merchant.language):
                return _bodies(merchant, parcels), Failure.UNWRITABLE
    except Exception:
        logger.exception("Messages of merchant %s could not be written.", merchant_id)
        return {}, Failure.INTERRUPTED


def _bodies(merchant: Merchant, parcels: Sequence[Parcel]) -> dict[int, str]:
    bodies: dict[int, tuple[str, Sequence[int]]] = {}
    for topic, speak in SPEAKERS.items():
        about = [parcel for parcel in parcels if parcel.topic == topic]
        spoken = speak(about, merchant) if about else {}
        for parcel in about:
            if said := spoken.get(parcel.message_id):
                body = message_body(topic, said.data, merchant_id=merchant.pk, happened_at=parcel.happened_at)
                bodies[parcel.message_id] = (body, said.customer_ids)
    return keep_bodies(bodies, merchant_id=merchant.pk)
