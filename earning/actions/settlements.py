"""Target minus posted: bringing what the ledger holds for an order to what the order is worth now (S5)."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from earning.conditions import NOBODY, Buyer, Need
from earning.evaluation import Evaluation, earns, evaluate_order, refusal_of, stack
from earning.models import Refusal
from earning.queries import (
    NOTHING,
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
from loyalty.merchants.models import AwardOn, RefundNegative
from loyalty.orders.snapshots import SeenOrder
from loyalty.points.actions import Posting, post_many
from loyalty.points.models import Kind


class _Settled(NamedTuple):
    order: SeenOrder
    ruleset: FrozenRuleset
    frozen: FrozenSettlement
    evaluation: Evaluation
    targets: dict[int, int]


class _Change(NamedTuple):
    """One award that has to move: `points` is what it stands at afterwards, `forgiven` how much less it should."""

    settled: _Settled
    rule_id: int
    points: int
    forgiven: int
    before: Given

    @property
    def moved(self) -> int:
        return self.points - self.before.points


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
    due = [order for order in orders if _is_due(order, before, in_force)]
    if not due:
        return Moved([], {})
    frozen = before | _freeze([order for order in due if order.id not in before], due, in_force, merchant_id)
    settled = [_settle(order, frozen[order.id], sets) for order in due]
    _write_settlements(settled, merchant_id=merchant_id, at=at)
    changes = _changes(settled, merchant_id=merchant_id)
    if changes:
        _post(changes, merchant_id=merchant_id)
    customers = dict.fromkeys(change.settled.order.customer_id or 0 for change in changes)
    return Moved(list(customers), _points_by_rule(changes))


def _is_due(order: SeenOrder, before: dict[int, FrozenSettlement], in_force: FrozenRuleset) -> bool:
    if order.id in before:
        return True
    return order.customer_id is not None and earns(order, in_force.settings.award_on)


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
    participants = ruleset.settings.participants
    return {
        order.id: FrozenSettlement(
            ruleset.id, refusal_of(order.customer_state, participants), {}, buyers.get(order.id, NOBODY)
        )
        for order in new
    }


def _settle(order: SeenOrder, frozen: FrozenSettlement, sets: dict[int, FrozenRuleset]) -> _Settled:
    ruleset = sets[frozen.ruleset_id]
    evaluation = evaluate_order(order, ruleset, buyer=frozen.buyer)
    stack(evaluation, ruleset)
    return _Settled(order, ruleset, frozen, evaluation, _targets(order, frozen, evaluation))


def _targets(order: SeenOrder, frozen: FrozenSettlement, evaluation: Evaluation) -> dict[int, int]:
    if frozen.refusal != Refusal.NONE:
        return {}
    if order.customer_state == CustomerState.DISABLED:
        return {
            rule: min(points, frozen.awards.get(rule, NOTHING).points)
            for rule, points in evaluation.points.items()
        }
    return evaluation.points


def _changes(settled: Sequence[_Settled], *, merchant_id: int) -> list[_Change]:
    moving = [change for one in settled for change in _moving(one)]
    clamped = {change.settled.order.customer_id or 0 for change in moving if _is_clamped(change)}
    if not clamped:
        return moving
    # Lock everybody whose points move, in one order, as posting does; then nobody's balance changes meanwhile.
    customers = {change.settled.order.customer_id or 0 for change in moving}
    return list(_clamp(moving, lock_customers(customers, merchant_id=merchant_id)))


def _moving(settled: _Settled) -> Iterator[_Change]:
    targets, awards = settled.targets, settled.frozen.awards
    for rule_id in dict.fromkeys([*targets, *awards]):
        target, before = targets.get(rule_id, 0), awards.get(rule_id, NOTHING)
        if target != before.points - before.forgiven:
            yield _Change(settled, rule_id, target, 0, before)


def _is_clamped(change: _Change) -> bool:
    return change.moved < 0 and change.settled.ruleset.settings.refund_negative == RefundNegative.CLAMP


def _clamp(changes: Iterable[_Change], balances: dict[int, int]) -> Iterator[_Change]:
    """The changes, none of which takes more than there is; what was not taken once is never asked for again (S6)."""
    for change in changes:
        customer_id = change.settled.order.customer_id or 0
        kept = change
        if _is_clamped(change):
            due = change.before.points - change.before.forgiven - change.points
            taken = min(max(0, due), max(0, balances[customer_id]))
            held = change.before.points - taken
            kept = change._replace(points=held, forgiven=held - change.points)
        balances[customer_id] += kept.moved
        yield kept


def _points_by_rule(changes: Iterable[_Change]) -> dict[int, int]:
    points: Counter[int] = Counter()
    for change in changes:
        points[change.rule_id] += change.moved
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
            change.settled.order.customer_id,
            change.rule_id,
            change.settled.ruleset.version_of(change.rule_id),
            change.settled.order.id,
            change.points,
            change.forgiven,
            _earned_at(change.settled),
        )
        for change in changes
    ]
    with connection.cursor() as cursor:
        cursor.execute(_AWARD, [merchant_id, *arrays_of(rows)])
        award_ids = {(order_id, rule_id): award_id for award_id, order_id, rule_id in cursor.fetchall()}
    text = _("Order %(name)s")
    post_many(
        [
            _posting(change, award_ids[change.settled.order.id, change.rule_id], text)
            for change in changes
            if change.moved
        ],
        merchant_id=merchant_id,
    )


def _posting(change: _Change, award_id: int, text: str) -> Posting:
    order, is_first = change.settled.order, change.before.step == 0
    return Posting(
        customer_id=order.customer_id or 0,
        key=f"award-{award_id}-{change.before.step + 1}",
        kind=Kind.EARN_ORDER if is_first else Kind.EARN_ADJUST,
        points=change.moved,
        description=text % {"name": order.name},
        source="award",
        source_id=award_id,
        occurred_at=_earned_at(change.settled) if is_first else order.changed_at,
    )


def _earned_at(settled: _Settled) -> datetime:
    """When it came as far as it has to be; a shop that says only that it did, said so by the newest change."""
    order = settled.order
    match settled.ruleset.settings.award_on:
        case AwardOn.CREATED:
            return order.placed_at
        case AwardOn.PAID:
            return order.paid_at or order.changed_at
        case AwardOn.FULFILLED:
            return order.fulfilled_at or order.changed_at


_SETTLE = """
INSERT INTO earning_settlement AS s (merchant_id, settled_at, order_id, ruleset_id, refusal, kept, explanation)
SELECT %s, %s, said.*
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::jsonb[], %s::jsonb[]) AS said
ON CONFLICT (merchant_id, order_id) DO UPDATE
SET kept = excluded.kept, explanation = excluded.explanation, settled_at = excluded.settled_at
"""
_AWARD = """
INSERT INTO earning_award AS a
    (merchant_id, step, customer_id, rule_id, rule_version_id, order_id, points, forgiven, occurred_at)
SELECT %s, 1, said.*
FROM unnest(
    %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[]
) AS said
ON CONFLICT (merchant_id, order_id, rule_id) WHERE order_id IS NOT NULL DO UPDATE
SET points = excluded.points, forgiven = excluded.forgiven, step = a.step + 1
RETURNING id, order_id, rule_id
"""
