"""Reads with a name."""

from loyalty.webhooks.queries.due import has_work
from loyalty.webhooks.queries.logs import Tally, deliveries_to, endpoints_in_order, tallies

__all__ = ["Tally", "deliveries_to", "endpoints_in_order", "has_work", "tallies"]
