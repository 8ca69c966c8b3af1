"""Target minus posted: bringing what the ledger holds for an order to what the order is worth now (S5)."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from earning.actions.changes import Change, changes_of
from earning.evaluation import earns
from earning.models import Refusal
from earning.queries import Decision, decide_orders
from earning.snapshots import FrozenRuleset
from loyalty.database.arrays import arrays_of
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import SeenOrder
from loyalty.points.actions import Posting, post_many
from loyalty.points.models import Kind
from vip.actions.spending import NOTE_SPENDING, spending_values
from vip.arithmetic import spending_steps
from vip.snapshots import SpendingStep


class _Step(NamedTuple):
    """One entry of an award."""

    kind: Kind
    points: int
    occurred_at: datetime
    pending: int = 0


class Touched(NamedTuple):
    """An order that was settled: since when things are otherwise for its customer, and when it last changed."""

    order_id: int
    customer_id: int
    since: datetime
    changed_at: datetime


class Moved(NamedTuple):
    """The customers whose points moved, and by how many for each rule; all orders that were settled, and the rules of
    now, which are None where there were none."""

    customer_ids: list[int]
    points: dict[int, int]
    touched: list[Touched]
    in_force: FrozenRuleset | None


def settle_orders(
    orders: Sequence[SeenOrder],
    *,
    merchant_id: int,
    at: datetime,
    tiers: Mapping[int, int] | None = None,
    beside: Collection[int] = (),
    holds_accounts: bool = False,
) -> Moved:
    """Brings the ledger to what these orders are worth; says whose points moved. The orders are locked by the caller.

    An order is first settled when it is payable and its customer is known; the rules of that moment, and whether
    the customer may earn, stay with it. Nothing is posted where nothing changed. `tiers` by order id are the VIP
    tiers that orders settled before should have been settled with. `beside` are customers whose points the caller
    moves afterwards: they are locked with the buyers, in one order. Whoever `holds_accounts`
    waits for nothing but accounts: `HeldByAnother`.
    """
    decisions = decide_orders(
        orders, merchant_id=merchant_id, tiers=tiers, beside=beside, holds_accounts=holds_accounts
    )
    if not decisions:
        return Moved([], {}, [], None)
    _write_settlements(decisions, merchant_id=merchant_id, at=at)
    changes = changes_of(decisions, merchant_id=merchant_id, at=at)
    if changes:
        _post(changes, merchant_id=merchant_id)
    customers = dict.fromkeys(change.decision.customer_id for change in changes)
    return Moved(
        list(customers), _points_by_rule(changes), list(map(_touched, decisions)), decisions[0].in_force
    )


def _touched(decision: Decision) -> Touched:
    order = decision.order
    since = decision.earned_at if decision.is_first else order.changed_at
    return Touched(order.id, decision.customer_id, since, order.changed_at)


def _points_by_rule(changes: Iterable[Change]) -> dict[int, int]:
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
    bonuses = [
        (campaign_id, one.order.id, points)
        for one in decisions
        for campaign_id, points in one.frozen.bonuses.items()
    ]
    names = ("orders", "rulesets", "refusals", "kept", "explanations")
    columns = dict(zip(names, arrays_of(rows), strict=True))
    values: dict[str, Any] = {"merchant": merchant_id, "at": at, **columns}
    values |= spending_values(values["orders"], [step for one in decisions for step in _spending(one)])
    if bonuses:
        added = ("bonus_campaigns", "bonus_orders", "bonus_points")
        values |= dict(zip(added, arrays_of(bonuses), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE_WITH_BONUSES if bonuses else _SETTLE, values)


def _spending(decision: Decision) -> Iterator[SpendingStep]:
    """What the order adds to its customer's spending: as long as it may earn, whatever the rules give."""
    order = decision.order
    counts = order.state == OrderState.CANCELLED or earns(order, decision.ruleset.settings.award_on)
    if counts and not order.is_withdrawn and decision.frozen.refusal == Refusal.NONE:
        yield from spending_steps(
            order,
            customer_id=decision.customer_id,
            counted_at=decision.earned_at,
            currency=decision.ruleset.currency,
        )


def _post(changes: Sequence[Change], *, merchant_id: int) -> None:
    rows = [
        (
            change.decision.customer_id,
            change.rule_id,
            change.decision.ruleset.version_of(change.rule_id),
            change.decision.order.id,
            change.points,
            change.forgiven,
            change.decision.earned_at,
            change.available_at if change.is_held else None,
            change.before.step + len(_steps(change)),
        )
        for change in changes
    ]
    with connection.cursor() as cursor:
        cursor.execute(_AWARD, [merchant_id, *arrays_of(rows)])
        award_ids = {(order_id, rule_id): award_id for award_id, order_id, rule_id in cursor.fetchall()}
    text = _("Order %(name)s")
    post_many(
        [
            posting
            for change in changes
            for posting in _postings(change, award_ids[change.decision.order.id, change.rule_id], text)
        ],
        merchant_id=merchant_id,
    )


def _steps(change: Change) -> list[_Step]:
    """The entries of a change: what was due before, then the change itself."""
    steps = []
    if change.activated and change.before.available_at:
        due = change.activated
        steps.append(_Step(Kind.EARN_ORDER, due, change.before.available_at, pending=-due))
    if change.moved:
        steps.append(_step(change))
    return steps


def _step(change: Change) -> _Step:
    is_first, changed_at = change.before.step == 0, change.decision.order.changed_at
    if change.is_held and is_first:
        return _Step(Kind.PENDING, 0, change.decision.earned_at, pending=change.moved)
    if change.is_held:
        return _Step(Kind.PENDING_ADJUST, 0, changed_at, pending=change.moved)
    if is_first:
        return _Step(Kind.EARN_ORDER, change.moved, change.available_at or change.decision.earned_at)
    return _Step(Kind.EARN_ADJUST, change.moved, changed_at)


def _postings(change: Change, award_id: int, text: str) -> Iterator[Posting]:
    description = text % {"name": change.decision.order.name}
    for number, step in enumerate(_steps(change), start=change.before.step + 1):
        yield Posting(
            customer_id=change.decision.customer_id,
            key=f"award-{award_id}-{number}",
            kind=step.kind,
            points=step.points,
            pending=step.pending,
            description=description,
            source="award",
            source_id=award_id,
            occurred_at=step.occurred_at,
        )


_BONUSES = """, added AS (
    INSERT INTO earning_campaignbonus AS b (merchant_id, campaign_id, order_id, points)
    SELECT %(merchant)s, said.*
    FROM unnest(%(bonus_campaigns)s::bigint[], %(bonus_orders)s::bigint[], %(bonus_points)s::bigint[]) AS said
    ON CONFLICT (merchant_id, campaign_id, order_id) DO UPDATE
    SET points = excluded.points WHERE b.points <> excluded.points
)
"""
_SETTLEMENTS = """
INSERT INTO earning_settlement AS s (merchant_id, settled_at, order_id, ruleset_id, refusal, kept, explanation)
SELECT %(merchant)s, %(at)s, said.*
FROM unnest(%(orders)s::bigint[], %(rulesets)s::bigint[], %(refusals)s::text[], %(kept)s::jsonb[],
    %(explanations)s::jsonb[]) AS said
ON CONFLICT (merchant_id, order_id) DO UPDATE
SET kept = excluded.kept, explanation = excluded.explanation, settled_at = excluded.settled_at
"""
_SETTLE = f"WITH {NOTE_SPENDING}{_SETTLEMENTS}"
_SETTLE_WITH_BONUSES = f"WITH {NOTE_SPENDING}{_BONUSES}{_SETTLEMENTS}"
_AWARD = """
INSERT INTO earning_award AS a
    (merchant_id, customer_id, rule_id, rule_version_id, order_id, points, forgiven, occurred_at, available_at, step)
SELECT %s, said.*
FROM unnest(
    %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[],
    %s::timestamptz[], %s::integer[]
) AS said
ON CONFLICT (merchant_id, order_id, rule_id) WHERE order_id IS NOT NULL DO UPDATE
SET points = excluded.points, forgiven = excluded.forgiven, available_at = excluded.available_at,
    step = excluded.step
RETURNING id, order_id, rule_id
"""
