"""Webhooks."""

from typing import Any

from rest_framework import serializers

from loyalty.api.http.times import moment, moment_or_none
from loyalty.api.serializers.strict import Strict, Text
from loyalty.webhooks.models import Endpoint, Topic, WhyOff

TOPICS = [topic.value for topic in Topic if topic != Topic.PING]


class WebhookShape(serializers.Serializer[Any]):
    """An address that is told of what happens. `secret` is answered once, when it is made."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    topics = serializers.ListField(child=serializers.CharField())
    is_paused = serializers.BooleanField()
    is_active = serializers.BooleanField(help_text="False once we turned it off.")
    turned_off_because = serializers.ChoiceField(WhyOff.values, allow_null=True)
    failing_since = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    secret = serializers.CharField(required=False)
    created_at = serializers.DateTimeField()


class WebhookIn(Strict):
    """What is to be different."""

    url = Text(required=False, max_length=500)
    topics = serializers.ListField(child=serializers.ChoiceField(TOPICS), required=False, max_length=50)
    description = Text(required=False, allow_blank=True, max_length=100)
    is_paused = serializers.BooleanField(required=False)


class NewWebhook(Strict):
    url = Text(max_length=500)
    topics = serializers.ListField(child=serializers.ChoiceField(TOPICS), max_length=50)
    description = Text(default="", allow_blank=True, max_length=100)


class ReplayShape(serializers.Serializer[Any]):
    """How many messages leave again."""

    deliveries = serializers.IntegerField()


def webhook_json(endpoint: Endpoint, *, with_secret: bool = False) -> dict[str, Any]:
    """As the shape above has it."""
    return {
        "id": endpoint.pk,
        "url": endpoint.url,
        "description": endpoint.description,
        "topics": endpoint.topics,
        "is_paused": endpoint.paused_at is not None,
        "is_active": endpoint.is_active,
        "turned_off_because": endpoint.disabled_why or None,
        "failing_since": moment_or_none(endpoint.failing_since),
        "answered_at": moment_or_none(endpoint.answered_at),
        **({"secret": endpoint.secret} if with_secret else {}),
        "created_at": moment(endpoint.created_at),
    }
