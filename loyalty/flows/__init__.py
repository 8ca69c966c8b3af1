"""What happens when: the programme's journeys, each written once, in order."""

from loyalty.flows.customers import activity_received, activity_revoked, customer_joined, points_adjusted
from loyalty.flows.orders import orders_changed
from loyalty.flows.program import rounding_changed
from loyalty.flows.signing_up import merchant_signed_up

__all__ = [
    "activity_received",
    "activity_revoked",
    "customer_joined",
    "merchant_signed_up",
    "orders_changed",
    "points_adjusted",
    "rounding_changed",
]
