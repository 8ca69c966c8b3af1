"""Messages on their way to webhooks."""

from typing import Any

from rest_framework import serializers

from loyalty.api.http.times import moment, moment_or_none
from loyalty.api.serializers.strict import PageQuery
from loyalty.webhooks.models import Delivery, DeliveryState, Failure, Topic


class DeliveryShape(serializers.Serializer[Any]):
    """A message to one webhook. What it says is not told here: that may take scopes of its own."""

    id = serializers.IntegerField()
    webhook_id = serializers.CharField(help_text="The header of this name, the same in every attempt.")
    topic = serializers.ChoiceField(Topic.values)
    state = serializers.ChoiceField(DeliveryState.values)
    attempts = serializers.IntegerField(help_text="Since it was last asked for.")
    status = serializers.IntegerField(allow_null=True, help_text="What the receiver answered last.")
    failure = serializers.ChoiceField(Failure.values, allow_null=True)
    happened_at = serializers.DateTimeField()
    tried_at = serializers.DateTimeField(allow_null=True)
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class DeliveriesQuery(PageQuery):
    """Which deliveries."""

    state = serializers.ChoiceField(DeliveryState.values, required=False)
    topic = serializers.ChoiceField(Topic.values, required=False)


def delivery_json(delivery: Delivery) -> dict[str, Any]:
    """As the shape above has it."""
    is_waiting = delivery.state == DeliveryState.WAITING
    return {
        "id": delivery.pk,
        "webhook_id": delivery.message.public_id,
        "topic": delivery.message.topic,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "status": delivery.status,
        "failure": delivery.failure or None,
        "happened_at": moment(delivery.message.happened_at),
        "tried_at": moment_or_none(delivery.tried_at),
        "next_attempt_at": moment(delivery.next_at) if is_waiting else None,
        "created_at": moment(delivery.created_at),
    }
