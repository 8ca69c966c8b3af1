"""What expires as time passes, whether or not anybody posts."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import translation

from loyalty.database.statements import execute_prepared
from loyalty.points.actions.batches import lock_to_post
from loyalty.points.actions.lots import open_purses, write_purses
from loyalty.points.queries.expiry import WARN, due_customers


class Warned(NamedTuple):
    """Who was told of how many points that can be used through a day, and how many days ahead."""

    customer_id: int
    last_valid_on: date
    points: int
    days: int


@transaction.atomic
def expire_due(*, merchant_id: int, at: datetime, size: int) -> list[int]:
    """Take what was usable through a day before that of `at`, from the next `size` customers at most; who they are.

    Each entry is dated at the local midnight after the last valid day, however late this runs; done again it finds
    nobody.
    """
    customer_ids = due_customers(merchant_id=merchant_id, at=at, size=size)
    if customer_ids:
        expire_for(customer_ids, merchant_id=merchant_id, at=at)
    return customer_ids


def expire_for(customer_ids: Sequence[int], *, merchant_id: int, at: datetime) -> bool:
    """Take from these customers, who have accounts, what was usable through a day before that of `at`.

    Their accounts stay locked. Says whether they may have lots: where nothing ever expired, that is all it looks at.
    """
    if not lock_to_post(customer_ids, merchant_id=merchant_id):
        return False
    purses = open_purses(customer_ids, [], merchant_id=merchant_id)
    for purse in purses.values():
        with translation.override(purse.terms.language):
            purse.expire(at)
    write_purses(purses.values(), merchant_id=merchant_id)
    return True


def warn_due(*, merchant_id: int, at: datetime, size: int) -> list[Warned]:
    """The next warnings, `size` at most, that the settings ask for by `at`: once for each customer, day and distance.

    A clock that was late gives the nearest of those it missed. Excluded customers, who cannot spend, are not warned.
    """
    values = {"merchant_id": str(merchant_id), "at": at, "size": str(size)}
    return [Warned(*row) for row in execute_prepared(WARN, values)]
