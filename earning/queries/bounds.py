"""What limits, caps and budgets leave of what orders would be given."""

from collections.abc import Mapping, Sequence

from earning.evaluation import Budgets, Evaluation, evaluate_order, pass_on_extras, stack
from earning.evaluation.limits import Uses, allow, asked_by
from earning.models import Refusal
from earning.queries.bonuses import share_bonuses, spent_by
from earning.queries.dues import Decision
from earning.queries.rulesets import FrozenSettlement
from earning.queries.uses import uses_of
from earning.snapshots import FrozenCampaign, FrozenRule
from loyalty.customers.models import CustomerState


def keep_within_bounds(decisions: Sequence[Decision], *, merchant_id: int) -> list[Decision]:
    """The decisions with limits, caps and budgets kept, as things stand in the database."""
    asked = [
        one
        for decision in decisions
        if _may_be_limited(decision)
        for rule in _limited_rules(decision)
        for one in asked_by(
            rule, decision.customer_id, at=decision.earned_at, timezone=decision.ruleset.timezone
        )
    ]
    order_ids = [decision.order.id for decision in decisions]
    uses = Uses(uses_of(asked, merchant_id=merchant_id, but_for_orders=order_ids))
    budgeted = {one.campaign_id for decision in decisions for one in decision.running if one.budget_points}
    return weigh(decisions, uses=uses, budgets=Budgets(spent_by(budgeted, merchant_id=merchant_id)))


def weigh(decisions: Sequence[Decision], *, uses: Uses, budgets: Budgets) -> list[Decision]:
    """The decisions with limits, caps and budgets kept, the earliest order first; in the order given."""
    for decision in decisions:
        _note(decision, {rule_id: given.points for rule_id, given in decision.frozen.awards.items()}, uses)
        for campaign_id, points in decision.frozen.bonuses.items():
            budgets.hold(campaign_id, order_id=decision.order.id, points=points)
    weighed = {
        decision.order.id: _weighed(decision, uses, budgets)
        for decision in sorted(decisions, key=lambda one: (one.earned_at, one.order.id))
    }
    return [weighed[decision.order.id] for decision in decisions]


def _weighed(decision: Decision, uses: Uses, budgets: Budgets) -> Decision:
    rules = _limited_rules(decision) if _may_be_limited(decision) else []
    decision = decision._replace(frozen=_within_limits(decision, decision.evaluation, rules, uses))
    if decision.running and decision.frozen.refusal == Refusal.NONE:
        decision = _within_budgets(decision, rules, uses, budgets)
    stack(decision.evaluation, decision.ruleset)
    if _may_be_limited(decision):
        _note(decision, decision.evaluation.points, uses)
    return decision


def _within_budgets(
    decision: Decision, rules: Sequence[FrozenRule], uses: Uses, budgets: Budgets
) -> Decision:
    """What campaigns add is kept within what their budgets have left."""

    def evaluate(running: Sequence[FrozenCampaign]) -> Evaluation:
        if len(running) == len(decision.running):
            return decision.evaluation
        evaluation = evaluate_order(
            decision.order, decision.ruleset, buyer=decision.frozen.asked_buyer, running=running
        )
        _within_limits(decision._replace(running=list(running)), evaluation, rules, uses)
        return evaluation

    shared, frozen = share_bonuses(
        decision.order, decision.ruleset, decision.frozen, decision.running, evaluate, budgets
    )
    return decision._replace(frozen=frozen, evaluation=shared.evaluation)


def _may_be_limited(decision: Decision) -> bool:
    takes_part = decision.frozen.refusal == Refusal.NONE
    return takes_part and decision.order.customer_state != CustomerState.DISABLED


def _limited_rules(decision: Decision) -> list[FrozenRule]:
    """The rules that would give something and have a limit."""
    limited = decision.ruleset.limited & decision.evaluation.points.keys()
    return [rule for rule in decision.ruleset.rules if rule.rule_id in limited] if limited else []


def _within_limits(
    decision: Decision, evaluation: Evaluation, rules: Sequence[FrozenRule], uses: Uses
) -> FrozenSettlement:
    """Keeps what these rules give within limits and caps; says what stays so.

    What was refused once stays refused, and what was cut is cut alike: whatever became free since (S11).
    """
    frozen = decision.frozen
    refused, rooms = set(frozen.refused), dict(frozen.rooms)
    for rule in rules:
        given = evaluation.points.get(rule.rule_id, 0)
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
        if not most:
            pass_on_extras(evaluation, decision.ruleset, decision.running, refused=rule.rule_id)
    return frozen._replace(refused=frozenset(refused), rooms=rooms) if rules else frozen


def _note(decision: Decision, points: Mapping[int, int], uses: Uses) -> None:
    for rule_id in decision.ruleset.limited:
        uses.note(
            rule_id,
            decision.customer_id,
            order_id=decision.order.id,
            at=decision.earned_at,
            points=points.get(rule_id, 0),
        )
