"""Everything that is known of the awards behind some ledger entries, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from earning.explanation.accounts import ActivityAccount, OrderAccount, RuleAccount, Step
from earning.explanation.considered import considered_for_activity
from earning.explanation.orders import account_of_order
from earning.explanation.sentences import sentence_of
from earning.models import Activity, Award, Settlement
from loyalty.orders.queries import see_orders
from loyalty.orders.snapshots import SeenOrder
from loyalty.points.models import PointsTransaction


@dataclass(frozen=True, slots=True)
class AwardAccount:
    """One award with its rule, what it was for, and the entries that brought it to where it is."""

    award: Award
    rule: RuleAccount
    order: OrderAccount | None
    activity: ActivityAccount | None
    entries: tuple[PointsTransaction, ...]

    def steps(self, *, this: int) -> tuple[Step, ...]:
        """The award's entries with its running total; the one that is being explained is marked."""
        totals = accumulate(entry.points + entry.pending for entry in self.entries)
        return tuple(
            Step(entry.pk, entry.points + entry.pending, total, entry.occurred_at, is_this=entry.pk == this)
            for entry, total in zip(self.entries, totals, strict=True)
        )


def accounts_of_awards(
    award_ids: Iterable[int], *, merchant_id: int, currency: str
) -> dict[int, AwardAccount]:
    """The accounts by award id: four queries at most."""
    awards = Award.objects.filter(pk__in=set(award_ids)).select_related(
        "rule", "rule_version", "activity__ruleset"
    )
    by_id = {award.pk: award for award in awards}
    if not by_id:
        return {}
    orders = _orders_of(by_id.values(), merchant_id=merchant_id)
    entries = _entries_of(by_id.values())
    return {
        pk: AwardAccount(
            award,
            _rule(award, currency=currency),
            _order(award, orders),
            account_of_activity(award.activity) if award.activity else None,
            tuple(entries[pk]),
        )
        for pk, award in by_id.items()
    }


def _orders_of(awards: Iterable[Award], *, merchant_id: int) -> dict[int, tuple[SeenOrder, Settlement]]:
    ids = [award.order_id for award in awards if award.order_id]
    if not ids:
        return {}
    settlements = {
        settlement.order_id: settlement
        for settlement in Settlement.objects.filter(order__in=ids).select_related("ruleset")
    }
    return {order.id: (order, settlements[order.id]) for order in see_orders(ids, merchant_id=merchant_id)}


def _entries_of(awards: Iterable[Award]) -> dict[int, list[PointsTransaction]]:
    """The entries by award, oldest first, found by their keys: no other index leads there."""
    keys = [f"award-{award.pk}-{step}" for award in awards for step in range(1, award.step + 1)]
    customers = {award.customer_id for award in awards}
    entries = defaultdict(list)
    for entry in PointsTransaction.objects.filter(customer__in=customers, key__in=keys).order_by("pk"):
        entries[entry.source_id or 0].append(entry)
    return entries


def _rule(award: Award, *, currency: str) -> RuleAccount:
    version = award.rule_version
    return RuleAccount(
        rule_id=award.rule_id,
        name=version.name,
        number=version.number,
        sentence=sentence_of(version, currency=currency),
        is_current=version.number == award.rule.version,
    )


def _order(award: Award, orders: dict[int, tuple[SeenOrder, Settlement]]) -> OrderAccount | None:
    return account_of_order(*orders[award.order_id], award) if award.order_id else None


def account_of_activity(activity: Activity) -> ActivityAccount:
    """What was said, and every rule that was considered; one query where a rule names stores."""
    return ActivityAccount(
        activity.token,
        activity.source,
        activity.distinct_id,
        activity.occurred_at,
        activity.revoked_at,
        considered_for_activity(activity),
    )
