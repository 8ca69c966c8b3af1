"""Adding, changing and removing endpoints."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.audit.actions import record
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.team.models import User
from loyalty.webhooks.actions.addresses import refuse_address
from loyalty.webhooks.actions.secrets import new_secret
from loyalty.webhooks.models import MOST_ENDPOINTS, Delivery, Endpoint, Message, Topic

TOPICS = frozenset(Topic.values) - {Topic.PING}


class NoTopics(Refused):
    code = "no_topics"
    message = _("Choose at least one thing to be told of.")


class AddressTaken(Refused):
    code = "address_taken"
    message = _("There is already a webhook to this address. Change its topics instead.")


class TooManyEndpoints(Refused):
    code = "too_many_endpoints"
    message = _("There are %(most)d webhooks already. Remove one that is no longer needed.")


@transaction.atomic
def add_endpoint(
    merchant: Merchant,
    url: str,
    topics: Sequence[str],
    source: str,
    at: datetime,
    *,
    description: str = "",
    secret: str = "",
    by: User | None = None,
) -> Endpoint:
    """The endpoint, with a test message on its way to it. Its `secret` is to be shown once.

    `source` is the slug of the app it belongs to, nothing for the merchant's own. That of an app comes back when the
    app does, and signs with the app's `secret` where one is given. Refuses `InvalidAddress`, `NoTopics`, `AddressTaken`
    and `TooManyEndpoints`.
    """
    refuse_address(url)
    # Lock the merchant: two that are added at once must not both see that there is room.
    Merchant.objects.select_for_update(no_key=True).get(pk=merchant.pk)
    known = Endpoint.objects.filter(merchant=merchant, source=source)
    if not source and known.filter(url=url).exists():
        raise AddressTaken
    if not source and known.count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints(most=MOST_ENDPOINTS)
    endpoint, _is_new = Endpoint.objects.update_or_create(
        merchant=merchant,
        source=source,
        url=url,
        defaults=_as_new(topics, description=description, secret=secret or new_secret(), by=by, at=at),
    )
    ping(endpoint, at=at)
    _record("webhook.added", endpoint, by=by, at=at, after={"url": url, "topics": endpoint.topics})
    return endpoint


@transaction.atomic
def change_endpoint(
    endpoint: Endpoint, *, url: str, topics: Sequence[str], description: str, by: User | None, at: datetime
) -> None:
    """The endpoint listens at this address, to these topics. What waits goes there, too. Refuses as `add_endpoint`."""
    refuse_address(url)
    locked = Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
    before = {"url": locked.url, "topics": locked.topics, "description": locked.description}
    others = Endpoint.objects.filter(merchant=locked.merchant_id, source=locked.source, url=url)
    if others.exclude(pk=locked.pk).exists():
        raise AddressTaken
    locked.url, locked.topics, locked.description = url, known_topics(topics), description
    locked.save(update_fields=["url", "topics", "description"])
    after = {"url": locked.url, "topics": locked.topics, "description": locked.description}
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        _record(
            "webhook.changed",
            locked,
            by=by,
            at=at,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )


@transaction.atomic
def remove_endpoint(endpoint: Endpoint, *, by: User | None, at: datetime) -> None:
    """The endpoint is gone, with what waited for it and the log of what was sent."""
    _record("webhook.removed", endpoint, by=by, at=at, before={"url": endpoint.url})
    endpoint.delete()


def ping(endpoint: Endpoint, *, at: datetime) -> Delivery:
    """A test message, which leaves with the next sweep."""
    message = Message.objects.create(merchant_id=endpoint.merchant_id, topic=Topic.PING, happened_at=at)
    return Delivery.objects.create(merchant_id=endpoint.merchant_id, endpoint=endpoint, message=message)


def known_topics(topics: Sequence[str]) -> list[str]:
    """The topics in their own order. Refuses `NoTopics` where there is none that exists."""
    wanted = [topic.value for topic in Topic if topic in TOPICS and topic.value in set(topics)]
    if not wanted:
        raise NoTopics
    return wanted


def _as_new(
    topics: Sequence[str], *, description: str, secret: str, by: User | None, at: datetime
) -> dict[str, Any]:
    return {
        "topics": known_topics(topics),
        "description": description,
        "secret": secret,
        "previous_secret": None,
        "previous_until": None,
        "is_active": True,
        "paused_at": None,
        "disabled_at": None,
        "disabled_why": "",
        "failing_since": None,
        "created_at": at,
        "created_by": by,
    }


def _record(action: str, endpoint: Endpoint, *, by: User | None, at: datetime, **changes: Any) -> None:
    record(
        action,
        subject="webhook",
        subject_id=endpoint.pk,
        merchant_id=endpoint.merchant_id,
        actor=by,
        at=at,
        **changes,
    )
