"""Two customers who are one."""

from datetime import datetime

from django.db import connection

# Both may have got a coupon under one key, as for reaching a tier.
_MERGE = """
UPDATE rewards_coupon
SET customer_id = %(into_id)s, key = left('merged-' || customer_id || '-' || key, 200), updated_at = %(at)s
WHERE merchant_id = %(merchant_id)s AND customer_id = %(from_id)s
"""


def merge_coupons(from_id: int, *, into_id: int, merchant_id: int, at: datetime) -> None:
    """All coupons of one customer belong to the other (S31); points of those that are cancelled go there too."""
    with connection.cursor() as cursor:
        cursor.execute(_MERGE, {"from_id": from_id, "into_id": into_id, "merchant_id": merchant_id, "at": at})
