"""The merchant's campaigns, as they are looked at."""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from babel.numbers import get_currency_precision
from django.db import models
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from earning.evaluation import evaluate_order, stack
from earning.models import Campaign
from earning.queries.rulesets import ruleset_in_force
from earning.snapshots import FrozenCampaign, FrozenRuleset
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import SeenOrder

# An order of this many units of the programme's currency shows what campaigns come to.
UNITS = 100


class CampaignState(models.TextChoices):
    RUNNING = "running", pgettext_lazy("campaign", "Running")
    PLANNED = "planned", _("Planned")
    ENDED = "ended", _("Ended")
    DISABLED = "disabled", _("Disabled")


class Overlapping(NamedTuple):
    """Another campaign at the same time, and what an order of `cents` then earns."""

    campaign: FrozenCampaign
    cents: int
    alone: int
    together: int


def state_of(campaign: Campaign, *, at: datetime) -> CampaignState:
    """Whether the campaign counts for orders placed at this moment, and if not, why."""
    if campaign.ends_at <= at:
        return CampaignState.ENDED
    if not campaign.is_active:
        return CampaignState.DISABLED
    return CampaignState.RUNNING if campaign.starts_at <= at else CampaignState.PLANNED


def campaigns_in(state: str, *, at: datetime) -> QuerySet[Campaign]:
    """The campaigns in a state; all of them for no state."""
    return Campaign.objects.filter(_states(at)[state]) if state else Campaign.objects.all()


def counts_of_campaigns(*, at: datetime) -> dict[str, int]:
    """How many campaigns are in each state; `""` counts all."""
    counts = {name: Count("pk", filter=condition) for name, condition in _states(at).items()}
    return Campaign.objects.aggregate(**counts, all=Count("pk"))


def overlaps_of(campaign: FrozenCampaign, *, merchant_id: int) -> list[Overlapping]:
    """The active campaigns that count for the same orders at some time, and what comes of it. One query."""
    ruleset = ruleset_in_force(merchant_id)
    others = [other for other in ruleset.campaigns if _meet(campaign, other)]
    return [_overlapping(campaign, other, ruleset) for other in others]


def _states(at: datetime) -> dict[str, Q]:
    coming = Q(ends_at__gt=at)
    return {
        CampaignState.RUNNING.value: coming & Q(is_active=True, starts_at__lte=at),
        CampaignState.PLANNED.value: coming & Q(is_active=True, starts_at__gt=at),
        CampaignState.ENDED.value: Q(ends_at__lte=at),
        CampaignState.DISABLED.value: coming & Q(is_active=False),
    }


def _meet(one: FrozenCampaign, other: FrozenCampaign) -> bool:
    return (
        one.campaign_id != other.campaign_id
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
        and _share(one.rule_ids, other.rule_ids)
        and _share(one.store_ids, other.store_ids)
    )


def _share(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """None chosen are all of them."""
    return not one or not other or not set(one).isdisjoint(other)


def _overlapping(one: FrozenCampaign, other: FrozenCampaign, ruleset: FrozenRuleset) -> Overlapping:
    stores = set(one.store_ids or other.store_ids) & set(other.store_ids or one.store_ids)
    order = _example(
        ruleset, placed_at=max(one.starts_at, other.starts_at), store_id=min(stores, default=None)
    )
    alone, together = (_points(order, ruleset, *running) for running in ((one,), (one, other)))
    return Overlapping(other, order.goods_cents or 0, alone, together)


def _points(order: SeenOrder, ruleset: FrozenRuleset, *running: FrozenCampaign) -> int:
    evaluation = evaluate_order(order, replace(ruleset, campaigns=running), running=running)
    stack(evaluation, ruleset)
    return sum(evaluation.points.values())


def _example(ruleset: FrozenRuleset, *, placed_at: datetime, store_id: int | None) -> SeenOrder:
    return SeenOrder(
        id=0,
        customer_id=None,
        customer_state=None,
        name="",
        state=OrderState.PAID,
        placed_at=placed_at,
        paid_at=placed_at,
        changed_at=placed_at,
        currency=ruleset.currency,
        fx_rate=None,
        goods_cents=UNITS * 10 ** get_currency_precision(ruleset.currency),
        discount_cents=0,
        shipping_cents=0,
        tax_cents=0,
        lines=(),
        refunds=(),
        is_withdrawn=False,
        store_id=store_id,
        fulfilled_at=placed_at,
    )
