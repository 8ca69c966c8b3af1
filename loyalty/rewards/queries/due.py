"""Whose coupons wait for the clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

# A shop system that is down over a weekend still confirms in time.
PATIENCE = timedelta(days=3)


def merchants_due(*, at: datetime) -> Sequence[int]:
    """The merchants, of all, with coupons whose last day is over or that the shop has not confirmed for too long."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [at, at - PATIENCE])
        return [merchant_id for (merchant_id,) in cursor.fetchall()]


_DUE = """
SELECT merchant_id FROM rewards_coupon
WHERE state = 'issued' AND fulfillment = 'issued' AND expires_at <= %s
UNION
SELECT merchant_id FROM rewards_coupon
WHERE state = 'issued' AND fulfillment = 'pending' AND issued_at <= %s
"""
