"""What was considered and gave nothing."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from earning.models import OWN_SOURCE, Activity, ActivityRefusal, Award, Settlement
from loyalty.orders.models import Order
from loyalty.reports.queries.activity import customers_found


def idle_activities(merchant_id: int, *, search: str = "") -> QuerySet[Activity]:
    """The activities for which no rule gave anything. Pages go by `occurred_at`, along `activities_by_time`."""
    awarded = Award.objects.filter(merchant=merchant_id, activity=OuterRef("pk"))
    found = Activity.objects.filter(~Exists(awarded), merchant=merchant_id).select_related("customer")
    # What the programme saw by itself is an award of its own; without a refusal it gave something.
    found = found.exclude(source=OWN_SOURCE, refusal=ActivityRefusal.NONE)
    return found.filter(customer__in=customers_found(search)) if search else found


def idle_orders(merchant_id: int, *, search: str = "") -> QuerySet[Order]:
    """The orders that were settled and have no points now. Pages go by `placed_at`, along `orders_by_date`."""
    settled = Settlement.objects.filter(merchant=merchant_id, order=OuterRef("pk"))
    awarded = Award.objects.filter(merchant=merchant_id, order=OuterRef("pk"), points__gt=0)
    found = Order.objects.filter(
        Exists(settled), ~Exists(awarded), merchant=merchant_id, placed_at__isnull=False, is_withdrawn=False
    ).select_related("customer")
    return found.filter(customer__in=customers_found(search)) if search else found


def reasons_of(order_ids: Sequence[int]) -> dict[int, str]:
    """In a sentence why each of these orders has no points, by order id. One query."""
    settlements = Settlement.objects.filter(order__in=order_ids)
    return {settlement.order_id: _reason(settlement) for settlement in settlements}


def _reason(settlement: Settlement) -> str:
    kept = settlement.explanation
    if settlement.refusal:
        return settlement.get_refusal_display()
    if not kept.get("rules"):
        return _("No rule was about it")
    if not kept.get("net_cents"):
        return _("Nothing of it is left that earns")
    return _("No rule’s conditions and limits were met")
