"""Points that are pending."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Sum

from earning.models import Award
from loyalty.customers.models import Customer
from loyalty.database.statements import execute_prepared


class HeldPoints(NamedTuple):
    """So many points that a customer can spend from that moment on."""

    available_at: datetime
    points: int


def merchants_with_due_points(*, at: datetime) -> list[int]:
    """The merchants, of all, with points whose holding period is over: one look into an index for each."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [at])
        return [merchant_id for (merchant_id,) in cursor.fetchall()]


def has_due_points(customer: Customer, *, at: datetime) -> bool:
    """Whether a holding period of the customer's is over, and the clock has not been there yet."""
    values = {"merchant": str(customer.merchant_id), "customer": str(customer.pk), "at": at}
    ((is_due,),) = execute_prepared(_IS_DUE, values)
    return bool(is_due)


def held_points(customer: Customer) -> Sequence[HeldPoints]:
    """A customer's pending points by when they become available, the next first."""
    held = Award.objects.filter(customer=customer, available_at__isnull=False, points__gt=0)
    sums = held.values("available_at").annotate(sum=Sum("points")).order_by("available_at")
    rows = sums.values_list("available_at", "sum")
    return [HeldPoints(available_at, int(points)) for available_at, points in rows if available_at]


_IS_DUE = """
SELECT EXISTS (
    SELECT FROM earning_award
    WHERE merchant_id = %(merchant)s::bigint AND customer_id = %(customer)s::bigint
        AND available_at <= %(at)s::timestamptz
)
"""
_DUE = """
SELECT merchant.id FROM merchants_merchant merchant
WHERE EXISTS (
    SELECT FROM earning_award award WHERE award.merchant_id = merchant.id AND award.available_at <= %s
)
ORDER BY merchant.id
"""
