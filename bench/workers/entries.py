"""What the workers post, and to whom."""

import os
import random
from dataclasses import dataclass
from datetime import UTC, datetime

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "loyalty.settings"
django.setup()

from django.db import connection

from loyalty.points.actions import Posting
from loyalty.points.models import Kind

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Shop:
    """The one merchant of the database and the span of its customers' ids."""

    merchant_id: int
    first: int
    last: int

    def somebody(self) -> int:
        """The id of a random customer."""
        return random.randint(self.first, self.last)


def find_shop() -> Shop:
    """Whoever is in the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT merchant_id, min(customer_id), max(customer_id) FROM points_pointsaccount GROUP BY merchant_id"
        )
        return Shop(*cursor.fetchone())


def make_posting(customer_id: int) -> Posting:
    """100 points for an order with a number of its own."""
    return Posting(
        customer_id=customer_id,
        key=str(random.getrandbits(50)),
        kind=Kind.EARN_ORDER,
        points=100,
        description="Order 1001",
        source="order",
        source_id=1001,
        occurred_at=NOW,
    )
