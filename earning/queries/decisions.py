"""What orders are worth now, and what of it is due: everything that settling decides, without writing any of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from earning.conditions import NOBODY, Buyer, Need
from earning.evaluation import Evaluation, earns, evaluate_order, refusal_of, stack
from earning.evaluation.limits import Uses, allow, asked_by
from earning.models import Refusal
from earning.queries.buyers import buyers_of, lock_customers
from earning.queries.rulesets import FrozenSettlement, rulesets, settlements_of
from earning.queries.uses import uses_of
from earning.snapshots import FrozenRule, FrozenRuleset
from loyalty.customers.models import CustomerState
from loyalty.customers.queries import local_midnight
from loyalty.merchants.models import AwardOn
from loyalty.orders.snapshots import SeenOrder


class Decision(NamedTuple):
    """An order with the rules that stay with it, what they make of it, and the points due by rule id."""

    order: SeenOrder
    ruleset: FrozenRuleset
    frozen: FrozenSettlement
    evaluation: Evaluation
    targets: dict[int, int]

    @property
    def customer_id(self) -> int:
        """Whose it is: an order of nobody is never due."""
        return self.order.customer_id or 0

    @property
    def earned_at(self) -> datetime:
        """When it came as far as it has to be; a shop that says only that it did, said so by the newest change."""
        order = self.order
        match self.ruleset.settings.award_on:
            case AwardOn.CREATED:
                return order.placed_at
            case AwardOn.PAID:
                return order.paid_at or order.changed_at
            case AwardOn.FULFILLED:
                return order.fulfilled_at or order.changed_at

    @property
    def available_at(self) -> datetime | None:
        """Until when its points are pending: the local midnight so many days later (S9). None where none are held."""
        zone, days = self.ruleset.timezone, self.ruleset.settings.holding_days
        if not days:
            return None
        return local_midnight(self.earned_at.astimezone(zone).date() + timedelta(days=days), zone)


def decide_orders(
    orders: Sequence[SeenOrder], *, merchant_id: int, is_preview: bool = False
) -> list[Decision]:
    """What is due for these orders. Those that are not due yet, or whose customer is unknown, are left out.

    What is decided together with other orders of a customer is read under a lock on their account. A preview
    locks nothing, and leaves no order out.
    """
    before = settlements_of([order.id for order in orders], merchant_id=merchant_id)
    sets = rulesets((frozen.ruleset_id for frozen in before.values()), merchant_id=merchant_id)
    in_force = sets[max(sets)]
    due = [order for order in orders if is_preview or _is_due(order, before, in_force)]
    if not due:
        return []
    concerned = {before[order.id].ruleset_id if order.id in before else in_force.id for order in due}
    if not is_preview and any(_looks_around(sets[ruleset_id]) for ruleset_id in concerned):
        # Lock all customers whose points may move, as posting does: two at once must not both be the first order,
        # nor both take the last of a limit.
        lock_customers((order.customer_id for order in due if order.customer_id), merchant_id=merchant_id)
    new = [order for order in due if order.id not in before]
    frozen = {**before, **_freeze(new, in_force, merchant_id)}
    decisions = [_decide(order, frozen[order.id], sets[frozen[order.id].ruleset_id]) for order in due]
    if any(decision.ruleset.limited for decision in decisions):
        decisions = _limit(decisions, merchant_id=merchant_id)
    return [_due(decision) for decision in decisions]


def _is_due(order: SeenOrder, before: Mapping[int, FrozenSettlement], in_force: FrozenRuleset) -> bool:
    if order.id in before:
        return True
    return order.customer_id is not None and earns(order, in_force.settings.award_on)


def _looks_around(ruleset: FrozenRuleset) -> bool:
    return bool(ruleset.limited) or ruleset.needs(Need.ORDER_NUMBER)


def _freeze(
    new: Sequence[SeenOrder], ruleset: FrozenRuleset, merchant_id: int
) -> dict[int, FrozenSettlement]:
    """What stays with orders that are settled for the first time: the rules, and who the customer is."""
    buyers: dict[int, Buyer] = {}
    if new and ruleset.needs(Need.BUYER):
        with_numbers = ruleset.needs(Need.ORDER_NUMBER)
        buyers = buyers_of(new, merchant_id=merchant_id, with_numbers=with_numbers)
    participants = ruleset.settings.participants
    return {
        order.id: FrozenSettlement(
            ruleset.id, refusal_of(order.customer_state, participants), {}, buyers.get(order.id, NOBODY)
        )
        for order in new
    }


def _decide(order: SeenOrder, frozen: FrozenSettlement, ruleset: FrozenRuleset) -> Decision:
    evaluation = evaluate_order(order, ruleset, buyer=frozen.buyer)
    return Decision(order, ruleset, frozen, evaluation, {})


def _due(decision: Decision) -> Decision:
    """The same with its targets: excluded customers get no more than they have, guests nothing."""
    order, frozen = decision.order, decision.frozen
    stack(decision.evaluation, decision.ruleset)
    if frozen.refusal != Refusal.NONE:
        return decision
    targets = decision.evaluation.points
    if order.customer_state == CustomerState.DISABLED:
        targets = {rule: min(points, frozen.given(rule).points) for rule, points in targets.items()}
    return decision._replace(targets=targets)


def _limit(decisions: Sequence[Decision], *, merchant_id: int) -> list[Decision]:
    """The decisions with limits and caps kept, the earliest order first; in the order given."""
    limited = [decision for decision in decisions if _may_be_limited(decision)]
    asked = [
        one
        for decision in limited
        for rule in _limited_rules(decision)
        for one in asked_by(
            rule, decision.customer_id, at=decision.earned_at, timezone=decision.ruleset.timezone
        )
    ]
    order_ids = [decision.order.id for decision in decisions]
    uses = Uses(uses_of(asked, merchant_id=merchant_id, but_for_orders=order_ids))
    for decision in decisions:
        _note(decision, {rule_id: given.points for rule_id, given in decision.frozen.awards.items()}, uses)
    kept = {
        decision.order.id: _within_limits(decision, uses)
        for decision in sorted(limited, key=lambda one: (one.earned_at, one.order.id))
    }
    return [kept.get(decision.order.id, decision) for decision in decisions]


def _may_be_limited(decision: Decision) -> bool:
    takes_part = decision.frozen.refusal == Refusal.NONE
    return takes_part and decision.order.customer_state != CustomerState.DISABLED


def _limited_rules(decision: Decision) -> list[FrozenRule]:
    """The rules that would give something and have a limit."""
    limited = decision.ruleset.limited & decision.evaluation.points.keys()
    return [rule for rule in decision.ruleset.rules if rule.rule_id in limited] if limited else []


def _within_limits(decision: Decision, uses: Uses) -> Decision:
    """What was refused once stays refused, and what was cut is cut alike: whatever became free since (S11)."""
    frozen, evaluation = decision.frozen, decision.evaluation
    refused, rooms = set(frozen.refused), dict(frozen.rooms)
    for rule in _limited_rules(decision):
        given = evaluation.points[rule.rule_id]
        allowed = allow(
            rule,
            given,
            customer_id=decision.customer_id,
            at=decision.earned_at,
            timezone=decision.ruleset.timezone,
            uses=uses,
            order_id=decision.order.id,
            held=frozen.given(rule.rule_id).points,
        )
        if allowed.is_refused:
            refused.add(rule.rule_id)
        elif rule.cap_points is not None:
            rooms.setdefault(rule.rule_id, allowed.account["cap"]["room"])
        most = 0 if rule.rule_id in refused else min(allowed.points, rooms.get(rule.rule_id, given))
        evaluation.correct(rule.rule_id, to=most, **allowed.account)
    stack(evaluation, decision.ruleset)
    _note(decision, evaluation.points, uses)
    return decision._replace(frozen=frozen._replace(refused=frozenset(refused), rooms=rooms))


def _note(decision: Decision, points: Mapping[int, int], uses: Uses) -> None:
    for rule_id in decision.ruleset.limited:
        uses.note(
            rule_id,
            decision.customer_id,
            order_id=decision.order.id,
            at=decision.earned_at,
            points=points.get(rule_id, 0),
        )
