"""Target minus posted: bringing what the ledger holds for an order to what the order is worth now (S5)."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from earning.conditions import NOBODY, Buyer, Need
from earning.evaluation import Evaluation, evaluate_order, refusal_of
from earning.models import Refusal
from earning.queries import (
    FrozenSettlement,
    Given,
    buyers_of,
    lock_customers,
    rulesets,
    settlements_of,
)
from earning.snapshots import FrozenRuleset
from loyalty.customers.models import CustomerState
from loyalty.database.arrays import arrays_of
from loyalty.orders.snapshots import SeenOrder
from loyalty.points.actions import Posting, post_many
from loyalty.points.models import Kind


class _Settled(NamedTuple):
    order: SeenOrder
    frozen: FrozenSettlement
    evaluation: Evaluation
    targets: dict[int, int]


class _Change(NamedTuple):
    """One award that has to move."""

    order: SeenOrder
    rule_id: int
    version_id: int
    target: int
    before: Given


class Moved(NamedTuple):
    """The customers whose points moved, and by how many for each rule."""

    customer_ids: list[int]
    points: dict[int, int]


def settle_orders(orders: Sequence[SeenOrder], *, merchant_id: int, at: datetime) -> Moved:
    """Brings the ledger to what these orders are worth; says whose points moved. The orders are locked by the caller.

    An order is first settled when it is payable and its customer is known; the rules of that moment, and whether
    the customer may earn, stay with it. Nothing is posted where nothing changed.
    """
    before = settlements_of([order.id for order in orders], merchant_id=merchant_id)
    sets = rulesets((frozen.ruleset_id for frozen in before.values()), merchant_id=merchant_id)
    in_force = sets[max(sets)]
    due = [order for order in orders if _is_due(order, before)]
    if not due:
        return Moved([], {})
    frozen = before | _freeze([order for order in due if order.id not in before], due, in_force, merchant_id)
    settled = [_settle(order, frozen[order.id], sets) for order in due]
    _write_settlements(settled, merchant_id=merchant_id, at=at)
    changes = [change for one in settled for change in _changes(one, sets)]
    if changes:
        _post(changes, merchant_id=merchant_id)
    return Moved(
        list(dict.fromkeys(change.order.customer_id for change in changes if change.order.customer_id)),
        _points_by_rule(changes),
    )


def _is_due(order: SeenOrder, before: dict[int, FrozenSettlement]) -> bool:
    return order.id in before or (order.is_payable and order.customer_id is not None)


def _freeze(
    new: Sequence[SeenOrder], due: Sequence[SeenOrder], ruleset: FrozenRuleset, merchant_id: int
) -> dict[int, FrozenSettlement]:
    """What stays with orders that are settled for the first time: the rules, and who the customer is."""
    buyers: dict[int, Buyer] = {}
    if new and ruleset.needs(Need.BUYER):
        # Lock all customers whose points may move, as posting does: two first orders at once must not both be it.
        lock_customers((order.customer_id for order in due if order.customer_id), merchant_id=merchant_id)
        with_numbers = ruleset.needs(Need.ORDER_NUMBER)
        buyers = buyers_of(new, merchant_id=merchant_id, with_numbers=with_numbers)
    return {
        order.id: FrozenSettlement(
            ruleset.id, refusal_of(order.customer_state), {}, buyers.get(order.id, NOBODY)
        )
        for order in new
    }


def _settle(order: SeenOrder, frozen: FrozenSettlement, sets: dict[int, FrozenRuleset]) -> _Settled:
    evaluation = evaluate_order(order, sets[frozen.ruleset_id], buyer=frozen.buyer)
    return _Settled(order, frozen, evaluation, _targets(order, frozen, evaluation))


def _targets(order: SeenOrder, frozen: FrozenSettlement, evaluation: Evaluation) -> dict[int, int]:
    if frozen.refusal != Refusal.NONE:
        return {}
    if order.customer_state == CustomerState.DISABLED:
        return {
            rule: min(points, frozen.awards.get(rule, _NOTHING).points)
            for rule, points in evaluation.points.items()
        }
    return evaluation.points


def _changes(settled: _Settled, sets: dict[int, FrozenRuleset]) -> Iterator[_Change]:
    order, frozen, _evaluation, targets = settled
    versions = {rule.rule_id: rule.version_id for rule in sets[frozen.ruleset_id].rules}
    for rule_id in dict.fromkeys([*targets, *frozen.awards]):
        target, before = targets.get(rule_id, 0), frozen.awards.get(rule_id, _NOTHING)
        if target != before.points:
            yield _Change(order, rule_id, versions[rule_id], target, before)


def _points_by_rule(changes: Iterable[_Change]) -> dict[int, int]:
    points: Counter[int] = Counter()
    for change in changes:
        points[change.rule_id] += change.target - change.before.points
    return dict(points)


def _write_settlements(settled: Sequence[_Settled], *, merchant_id: int, at: datetime) -> None:
    rows = [
        (
            one.order.id,
            one.frozen.ruleset_id,
            one.frozen.refusal,
            json.dumps(one.frozen.kept) if one.frozen.kept else "{}",
            json.dumps(one.evaluation.explanation),
        )
        for one in settled
    ]
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [merchant_id, at, *arrays_of(rows)])


def _post(changes: Sequence[_Change], *, merchant_id: int) -> None:
    rows = [
        (
            change.order.customer_id,
            change.rule_id,
            change.version_id,
            change.order.id,
            change.target,
            _earned_at(change.order),
        )
        for change in changes
    ]
    with connection.cursor() as cursor:
        cursor.execute(_AWARD, [merchant_id, *arrays_of(rows)])
        award_ids = {(order_id, rule_id): award_id for award_id, order_id, rule_id in cursor.fetchall()}
    text = _("Order %(name)s")
    post_many(
        [_posting(change, award_ids[change.order.id, change.rule_id], text) for change in changes],
        merchant_id=merchant_id,
    )


def _posting(change: _Change, award_id: int, text: str) -> Posting:
    order, is_first = change.order, change.before.step == 0
    return Posting(
        customer_id=order.customer_id or 0,
        key=f"award-{award_id}-{change.before.step + 1}",
        kind=Kind.EARN_ORDER if is_first else Kind.EARN_ADJUST,
        points=change.target - change.before.points,
        description=text % {"name": order.name},
        source="award",
        source_id=award_id,
        occurred_at=_earned_at(order) if is_first else order.changed_at,
    )


def _earned_at(order: SeenOrder) -> datetime:
    """When it was paid; a shop that says only that it was, said so at the latest by the newest change."""
    return order.paid_at or order.changed_at


_NOTHING = Given(points=0, step=0)
_SETTLE = """
INSERT INTO earning_settlement AS s (merchant_id, settled_at, order_id, ruleset_id, refusal, kept, explanation)
SELECT %s, %s, said.*
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::jsonb[], %s::jsonb[]) AS said
ON CONFLICT (merchant_id, order_id) DO UPDATE
SET kept = excluded.kept, explanation = excluded.explanation, settled_at = excluded.settled_at
"""
_AWARD = """
INSERT INTO earning_award AS a
    (merchant_id, step, customer_id, rule_id, rule_version_id, order_id, points, occurred_at)
SELECT %s, 1, said.*
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[]) AS said
ON CONFLICT (merchant_id, order_id, rule_id) WHERE order_id IS NOT NULL DO UPDATE
SET points = excluded.points, step = a.step + 1
RETURNING id, order_id, rule_id
"""
