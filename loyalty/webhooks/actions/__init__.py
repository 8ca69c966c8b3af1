"""Everything that changes endpoints, and what is on its way to them."""

from loyalty.webhooks.actions.addresses import InvalidAddress, refuse_address
from loyalty.webhooks.actions.endpoints import (
    AddressTaken,
    NoTopics,
    TooManyEndpoints,
    add_endpoint,
    change_endpoint,
    remove_endpoint,
)
from loyalty.webhooks.actions.farewells import recall_farewells, say_farewell
from loyalty.webhooks.actions.moves import move_endpoints, stop_endpoints
from loyalty.webhooks.actions.secrets import new_secret, rotate_secret
from loyalty.webhooks.actions.switches import (
    disable_endpoint,
    pause_endpoint,
    resume_endpoint,
    stop_webhooks,
)

__all__ = [
    "AddressTaken",
    "InvalidAddress",
    "NoTopics",
    "TooManyEndpoints",
    "add_endpoint",
    "change_endpoint",
    "disable_endpoint",
    "move_endpoints",
    "new_secret",
    "pause_endpoint",
    "recall_farewells",
    "refuse_address",
    "remove_endpoint",
    "resume_endpoint",
    "rotate_secret",
    "say_farewell",
    "stop_endpoints",
    "stop_webhooks",
]
