"""What is known of one order while it is decided."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from earning.evaluation import Evaluation
from earning.queries.rulesets import FrozenSettlement
from earning.snapshots import FrozenCampaign, FrozenRuleset
from loyalty.customers.queries import local_midnight
from loyalty.merchants.models import AwardOn
from loyalty.orders.snapshots import SeenOrder


class Decision(NamedTuple):
    """An order with the rules that stay with it, what they make of it, and the points due by rule id.

    `in_force` are the rules of now, `is_first` says that it was never settled before.
    """

    order: SeenOrder
    ruleset: FrozenRuleset
    frozen: FrozenSettlement
    evaluation: Evaluation
    targets: dict[int, int]
    in_force: FrozenRuleset
    is_first: bool
    running: Sequence[FrozenCampaign] = ()

    @property
    def customer_id(self) -> int:
        """Whose it is: an order of nobody is never due."""
        return self.order.customer_id or 0

    @property
    def earned_at(self) -> datetime:
        """When it came as far as it has to be; a shop that says only that it did, said so by the newest change."""
        return earned_at(self.order, self.ruleset)

    @property
    def available_at(self) -> datetime | None:
        """Until when its points are pending: the local midnight so many days later (S9). None where none are held."""
        zone, days = self.ruleset.timezone, self.ruleset.settings.holding_days
        if not days:
            return None
        return local_midnight(self.earned_at.astimezone(zone).date() + timedelta(days=days), zone)


def earned_at(order: SeenOrder, ruleset: FrozenRuleset) -> datetime:
    """When an order came as far as these rules ask."""
    match ruleset.settings.award_on:
        case AwardOn.CREATED:
            return order.placed_at
        case AwardOn.PAID:
            return order.paid_at or order.changed_at
        case AwardOn.FULFILLED:
            return order.fulfilled_at or order.changed_at
