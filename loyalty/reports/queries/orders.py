"""The newest orders and what they earned."""

from dataclasses import dataclass

from django.db.models import Sum

from earning.models import Award
from loyalty.orders.models import Order


@dataclass(frozen=True, slots=True)
class LastOrder:
    """`points` is what the order stands at now; `cents` is what was asked for its goods."""

    order: Order
    cents: int
    points: int


def last_orders(merchant_id: int, *, count: int) -> list[LastOrder]:
    """The orders placed last, newest first. Two queries."""
    newest = Order.objects.filter(merchant_id=merchant_id, placed_at__isnull=False, is_withdrawn=False)
    orders = list(newest.select_related("customer").order_by("-placed_at", "-pk")[:count])
    earned = dict(
        Award.objects.filter(order__in=[order.pk for order in orders])
        .values("order")
        .annotate(points=Sum("points"))
        .values_list("order", "points")
    )
    return [LastOrder(order, _paid_for(order), int(earned.get(order.pk, 0))) for order in orders]


def _paid_for(order: Order) -> int:
    return max(0, (order.goods_cents or 0) - order.discount_cents)
