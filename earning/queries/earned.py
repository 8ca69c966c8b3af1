"""What orders and activities have earned."""

from collections.abc import Collection

from django.db.models import Sum

from earning.models import Award


def points_of_orders(order_ids: Collection[int]) -> dict[int, int]:
    """What each of these orders gives by now, pending points included; those that give nothing are left out."""
    awards = Award.objects.filter(order__in=order_ids).values("order")
    return dict(awards.annotate(sum=Sum("points")).values_list("order", "sum"))


def points_of_activities(activity_ids: Collection[int]) -> dict[int, int]:
    """What each of these activities gives by now; those that give nothing are left out."""
    awards = Award.objects.filter(activity__in=activity_ids).values("activity")
    return dict(awards.annotate(sum=Sum("points")).values_list("activity", "sum"))
