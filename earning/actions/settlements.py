"""Target minus posted: bringing what the ledger holds for an order to what the order is worth now (S5)."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from earning.queries import NOTHING, Decision, Given, decide_orders, lock_customers
from loyalty.database.arrays import arrays_of
from loyalty.merchants.models import RefundNegative
from loyalty.orders.snapshots import SeenOrder
from loyalty.points.actions import Posting, post_many
from loyalty.points.models import Kind


class _Change(NamedTuple):
    """One award that has to move: `points` is what it stands at afterwards, `forgiven` how much less it should."""

    decision: Decision
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
    decisions = decide_orders(orders, merchant_id=merchant_id)
    if not decisions:
        return Moved([], {})
    _write_settlements(decisions, merchant_id=merchant_id, at=at)
    changes = _changes(decisions, merchant_id=merchant_id)
    if changes:
        _post(changes, merchant_id=merchant_id)
    customers = dict.fromkeys(change.decision.customer_id for change in changes)
    return Moved(list(customers), _points_by_rule(changes))


def _changes(decisions: Sequence[Decision], *, merchant_id: int) -> list[_Change]:
    moving = [change for one in decisions for change in _moving(one)]
    clamped = {change.decision.customer_id for change in moving if _is_clamped(change)}
    if not clamped:
        return moving
    # Lock everybody whose points move, in one order, as posting does; then nobody's balance changes meanwhile.
    customers = {change.decision.customer_id for change in moving}
    return list(_clamp(moving, lock_customers(customers, merchant_id=merchant_id)))


def _moving(decision: Decision) -> Iterator[_Change]:
    targets, awards = decision.targets, decision.frozen.awards
    for rule_id in dict.fromkeys([*targets, *awards]):
        target, before = targets.get(rule_id, 0), awards.get(rule_id, NOTHING)
        if target != before.points - before.forgiven:
            yield _Change(decision, rule_id, target, 0, before)


def _is_clamped(change: _Change) -> bool:
    return change.moved < 0 and change.decision.ruleset.settings.refund_negative == RefundNegative.CLAMP


def _clamp(changes: Iterable[_Change], balances: dict[int, int]) -> Iterator[_Change]:
    """The changes, none of which takes more than there is; what was not taken once is never asked for again (S6)."""
    for change in changes:
        customer_id = change.decision.customer_id
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


def _write_settlements(decisions: Sequence[Decision], *, merchant_id: int, at: datetime) -> None:
    rows = [
        (
            one.order.id,
            one.frozen.ruleset_id,
            one.frozen.refusal,
            json.dumps(one.frozen.kept) if one.frozen.kept else "{}",
            json.dumps(one.evaluation.explanation),
        )
        for one in decisions
    ]
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [merchant_id, at, *arrays_of(rows)])


def _post(changes: Sequence[_Change], *, merchant_id: int) -> None:
    rows = [
        (
            change.decision.customer_id,
            change.rule_id,
            change.decision.ruleset.version_of(change.rule_id),
            change.decision.order.id,
            change.points,
            change.forgiven,
            change.decision.earned_at,
        )
        for change in changes
    ]
    with connection.cursor() as cursor:
        cursor.execute(_AWARD, [merchant_id, *arrays_of(rows)])
        award_ids = {(order_id, rule_id): award_id for award_id, order_id, rule_id in cursor.fetchall()}
    text = _("Order %(name)s")
    post_many(
        [
            _posting(change, award_ids[change.decision.order.id, change.rule_id], text)
            for change in changes
            if change.moved
        ],
        merchant_id=merchant_id,
    )


def _posting(change: _Change, award_id: int, text: str) -> Posting:
    order, is_first = change.decision.order, change.before.step == 0
    return Posting(
        customer_id=change.decision.customer_id,
        key=f"award-{award_id}-{change.before.step + 1}",
        kind=Kind.EARN_ORDER if is_first else Kind.EARN_ADJUST,
        points=change.moved,
        description=text % {"name": order.name},
        source="award",
        source_id=award_id,
        occurred_at=change.decision.earned_at if is_first else order.changed_at,
    )


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
