"""Endpoints for tests, and a worker's sweep."""

import json
from typing import Any

from django.db.models.functions import Now
from django_scopes import get_scope

from loyalty.jobs.tasks.drain import run_due
from loyalty.merchants.models import Merchant
from loyalty.webhooks.actions import add_endpoint
from loyalty.webhooks.models import Delivery, DeliveryState, Endpoint
from tests.cast import MONDAY
from tests.webhooks.receiver import Receiver

URL = "https://shop.example.com/hooks"


def make_endpoint(url: str = URL, *topics: str, source: str = "", **terms: Any) -> Endpoint:
    """One that listens to customers unless other topics are named."""
    merchant = Merchant.objects.get(pk=getattr(get_scope()["merchant"], "pk", get_scope()["merchant"]))
    wanted = topics or ("customer/updated",)
    return add_endpoint(merchant, url, wanted, source, terms.pop("at", MONDAY), **terms)


def sweep() -> None:
    """What a worker does every few seconds, in this process."""
    run_due()


def heard(receiver: Receiver, topic: str) -> list[dict[str, Any]]:
    """The bodies of this topic, in the order of their coming."""
    bodies = [json.loads(body) for _headers, body in receiver.heard]
    return [body for body in bodies if body["topic"] == topic]


def make_due() -> None:
    """As if the wait before the next attempt were over."""
    Delivery.objects.filter(state=DeliveryState.WAITING).update(next_at=Now())
