"""Finding coupons."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Q, Sum

from loyalty.customers.models import Customer
from loyalty.customers.queries import matching
from loyalty.rewards.models import CouponQuerySet, CouponState

LONGEST_PERIOD = 4


class Cancellable(NamedTuple):
    """What cancelling would do."""

    coupons: int
    customers: int
    points: int


def coupons_matching(coupons: CouponQuerySet, text: str) -> CouponQuerySet:
    """Those whose code begins so, or whose customer the text finds; an empty text changes nothing."""
    text = text.strip()
    if not text:
        return coupons
    customers = matching(Customer.objects.all(), text)
    return coupons.filter(Q(code__startswith=text.upper()) | Q(code=text) | Q(customer__in=customers))


def issued_since(coupons: CouponQuerySet, days: str, *, at: datetime) -> CouponQuerySet:
    """Those issued in the last so many days; what is no number changes nothing."""
    if not (days.isascii() and days.isdigit() and len(days) <= LONGEST_PERIOD):
        return coupons
    return coupons.filter(issued_at__gte=at - timedelta(days=int(days)))


def cancellable(coupons: CouponQuerySet) -> Cancellable:
    """What cancelling those of them that are not used yet would do."""
    sums = coupons.filter(state=CouponState.ISSUED).aggregate(
        coupons=Count("pk"), customers=Count("customer", distinct=True), points=Sum("points", default=0)
    )
    return Cancellable(sums["coupons"], sums["customers"], int(sums["points"]))
