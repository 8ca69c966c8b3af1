"""What a campaign would cost, by the orders of late."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import Mod

from earning.queries.decisions import decide_afresh
from earning.queries.rulesets import ruleset_in_force
from earning.snapshots import FrozenCampaign
from loyalty.orders.models import Order, OrderState
from loyalty.orders.queries import see_orders

LOOKED_BACK = timedelta(days=90)
MOST_ORDERS = 2000


@dataclass(frozen=True, slots=True)
class CampaignCost:
    """Had the campaign run all the time since `LOOKED_BACK`: `points` more, for so many orders and customers.

    `pace_points` are as many as fall to the campaign's own length, `budget_points` at most. Where there were more than
    `MOST_ORDERS` orders the figures are those of the customers of `looked_at` of them, raised to all `orders_in_all`.
    """

    points: int
    orders: int
    customers: int
    pace_points: int
    budget_points: int | None
    looked_at: int
    orders_in_all: int

    @property
    def is_sample(self) -> bool:
        return self.looked_at < self.orders_in_all

    @property
    def is_cut(self) -> bool:
        """Whether the budget ends before the campaign does, at that pace."""
        return self.budget_points is not None and self.budget_points < self.pace_points


def preview_campaign(
    campaign: FrozenCampaign, *, merchant_id: int, at: datetime, most: int = MOST_ORDERS
) -> CampaignCost:
    """What the campaign would have cost, by the rules in force and without other campaigns; nothing is written.

    Six statements. Of more orders than `most` those of every so many customers are computed, so that limits for one
    customer count as they would.
    """
    orders = _orders(at - LOOKED_BACK, at)
    in_all = orders.count()
    chosen = list(_sample(orders, every=-(-in_all // most)).values_list("pk", flat=True)) if in_all else []
    all_the_time = replace(campaign, starts_at=at - LOOKED_BACK, ends_at=at, budget_points=None)
    ruleset = replace(ruleset_in_force(merchant_id), campaigns=(all_the_time,))
    decisions = decide_afresh(see_orders(chosen, merchant_id=merchant_id), ruleset, merchant_id=merchant_id)
    added = {
        one.order: points for one in decisions if (points := one.frozen.bonuses.get(campaign.campaign_id))
    }
    points = _raised(sum(added.values()), len(chosen), in_all)
    return CampaignCost(
        points=points,
        orders=_raised(len(added), len(chosen), in_all),
        customers=_raised(len({order.customer_id for order in added}), len(chosen), in_all),
        pace_points=int(points * (campaign.ends_at - campaign.starts_at) / LOOKED_BACK),
        budget_points=campaign.budget_points,
        looked_at=len(chosen),
        orders_in_all=in_all,
    )


def _orders(since: datetime, until: datetime) -> QuerySet[Order]:
    orders = Order.objects.filter(placed_at__gte=since, placed_at__lt=until, customer__isnull=False)
    return orders.filter(is_withdrawn=False).exclude(state=OrderState.CANCELLED)


def _sample(orders: QuerySet[Order], *, every: int) -> QuerySet[Order]:
    if every <= 1:
        return orders
    return orders.alias(turn=Mod(F("customer_id"), every)).filter(turn=0)


def _raised(figure: int, looked_at: int, in_all: int) -> int:
    """From some of the orders to all of them."""
    return round(figure * in_all / looked_at) if looked_at else 0
