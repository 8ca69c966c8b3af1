"""Endpoints, what is said to them, and what they answered."""

from loyalty.webhooks.models.deliveries import LONGEST_ANSWER, Attempt, Delivery, DeliveryState, Failure
from loyalty.webhooks.models.endpoints import MOST_ENDPOINTS, Endpoint, EndpointQuerySet, WhyOff
from loyalty.webhooks.models.messages import Message
from loyalty.webhooks.models.topics import GROUPS, Topic

__all__ = [
    "GROUPS",
    "LONGEST_ANSWER",
    "MOST_ENDPOINTS",
    "Attempt",
    "Delivery",
    "DeliveryState",
    "Endpoint",
    "EndpointQuerySet",
    "Failure",
    "Message",
    "Topic",
    "WhyOff",
]
