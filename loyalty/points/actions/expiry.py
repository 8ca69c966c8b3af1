"""What expires as time passes, whether or not anybody posts."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from loyalty.points.actions.batches import lock_accounts
from loyalty.points.actions.lots import open_purses, write_purses
from loyalty.points.queries.expiry import due_customers


@transaction.atomic
def expire_due(*, merchant_id: int, at: datetime, size: int) -> list[int]:
    """Take what was usable through a day before that of `at`, from the next `size` customers at most; who they are.

    Each entry is dated at the local midnight after the last valid day, however late this runs; done again it finds
    nobody.
    """
    customer_ids = due_customers(merchant_id=merchant_id, at=at, size=size)
    if not customer_ids:
        return []
    lock_accounts(customer_ids, merchant_id=merchant_id)
    purses = open_purses(customer_ids, [], merchant_id=merchant_id)
    for purse in purses.values():
        with translation.override(purse.terms.language):
            purse.expire(at)
    write_purses(purses.values(), merchant_id=merchant_id)
    return customer_ids
