"""What happens as points grow old (S15)."""

from datetime import datetime

from django.db import transaction

from loyalty.merchants.models import Merchant
from loyalty.outbox.actions import announce_customers, announce_expiring
from loyalty.points.actions import expire_due, warn_due

BATCH = 5000


@transaction.atomic
def points_expired(merchant: Merchant, *, at: datetime, size: int = BATCH) -> int:
    """The next customers, `size` at most, lose what was usable through a day before that of `at`; how many they were.

    Late or done again, it ends with the same entries and dates.
    """
    customer_ids = expire_due(merchant_id=merchant.pk, at=at, size=size)
    announce_customers(customer_ids, merchant_id=merchant.pk, at=at)
    return len(customer_ids)


@transaction.atomic
def expiry_warned(merchant: Merchant, *, at: datetime, size: int = BATCH) -> int:
    """The next warnings, `size` at most, of points about to expire, each once; how many they were."""
    warned = warn_due(merchant_id=merchant.pk, at=at, size=size)
    announce_expiring(
        [
            (
                one.customer_id,
                {"last_valid_on": f"{one.last_valid_on}", "points": one.points, "days": one.days},
            )
            for one in warned
        ],
        merchant_id=merchant.pk,
        at=at,
    )
    return len(warned)
