"""Settings → Developer → Webhooks."""

from loyalty.webhooks.views.deliveries import delivery, replay, replay_failed
from loyalty.webhooks.views.endpoints import add, change, endpoint, endpoints
from loyalty.webhooks.views.switches import pause, remove, resume, rotate, test

__all__ = [
    "add",
    "change",
    "delivery",
    "endpoint",
    "endpoints",
    "pause",
    "remove",
    "replay",
    "replay_failed",
    "resume",
    "rotate",
    "test",
]
