"""Reads with a name."""

from loyalty.webhooks.queries.due import has_work
from loyalty.webhooks.queries.logs import Tally, deliveries_to, endpoints_in_order, tallies
from loyalty.webhooks.queries.topics import allowed_topics

__all__ = ["Tally", "allowed_topics", "deliveries_to", "endpoints_in_order", "has_work", "tallies"]
