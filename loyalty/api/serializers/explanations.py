"""Why something earned what it did, in sentences."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from earning.explanation import ActivityAccount, ConsideredRule, Explanation, OrderAccount, RuleAccount, Step
from loyalty.api.http.times import moment


class ConditionShape(serializers.Serializer[Any]):
    """What was asked, what was seen, and whether that was enough."""

    sentence = serializers.CharField()
    seen = serializers.CharField()
    passed = serializers.BooleanField()


class ConsideredRuleShape(serializers.Serializer[Any]):
    """A rule that was in force: the points it gave, or the conditions that kept it from giving."""

    earning_rule_id = serializers.IntegerField()
    name = serializers.CharField()
    version = serializers.IntegerField()
    points = serializers.IntegerField()
    remark = serializers.CharField()
    conditions = ConditionShape(many=True)


class RuleAccountShape(serializers.Serializer[Any]):
    """The version that gave the points, as a sentence; `is_current` if it is still the one in force."""

    earning_rule_id = serializers.IntegerField()
    name = serializers.CharField()
    version = serializers.IntegerField()
    sentence = serializers.CharField()
    is_current = serializers.BooleanField()


class FigureShape(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name, no setting
    amount_cents = serializers.IntegerField()
    currency = serializers.CharField()


class OrderAccountShape(serializers.Serializer[Any]):
    """From the order's goods to points."""

    order_id = serializers.IntegerField()
    name = serializers.CharField()
    figures = FigureShape(many=True)
    arithmetic = serializers.CharField()
    remark = serializers.CharField()


class ActivityAccountShape(serializers.Serializer[Any]):
    token = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of that name, no setting
    distinct_id = serializers.CharField()
    considered = ConsideredRuleShape(many=True)


class StepShape(serializers.Serializer[Any]):
    """One change of the same award; `total` is what it came to."""

    points_transaction_id = serializers.IntegerField()
    points_change = serializers.IntegerField()
    total = serializers.IntegerField()
    occurred_at = serializers.DateTimeField()


class TransactionExplanationShape(serializers.Serializer[Any]):
    """Why points moved."""

    summary = serializers.CharField()
    earning_rule = RuleAccountShape(allow_null=True)
    order = OrderAccountShape(allow_null=True)
    activity = ActivityAccountShape(allow_null=True)
    steps = StepShape(many=True)


class HappeningExplanationShape(serializers.Serializer[Any]):
    """What an order or an activity gave, every rule that was considered, and why if it was nothing."""

    points = serializers.IntegerField()
    summary = serializers.CharField()
    considered = ConsideredRuleShape(many=True)


def explanation_json(why: Explanation) -> dict[str, Any]:
    """As `TransactionExplanationShape` has it."""
    return {
        "summary": why.summary,
        "earning_rule": _rule(why.rule) if why.rule else None,
        "order": _order(why.order) if why.order else None,
        "activity": _activity(why.activity) if why.activity else None,
        "steps": [_step(step) for step in why.steps],
    }


def happening_json(points: int, summary: str, rules: Iterable[ConsideredRule]) -> dict[str, Any]:
    """As `HappeningExplanationShape` has it."""
    return {"points": points, "summary": summary, "considered": [_considered(rule) for rule in rules]}


def _considered(rule: ConsideredRule) -> dict[str, Any]:
    return {
        "earning_rule_id": rule.rule_id,
        "name": rule.name,
        "version": rule.number,
        "points": rule.points,
        "remark": rule.remark,
        "conditions": [
            {"sentence": verdict.sentence, "seen": verdict.seen, "passed": verdict.passed}
            for verdict in rule.verdicts
        ],
    }


def _rule(rule: RuleAccount) -> dict[str, Any]:
    return {
        "earning_rule_id": rule.rule_id,
        "name": rule.name,
        "version": rule.number,
        "sentence": rule.sentence,
        "is_current": rule.is_current,
    }


def _order(order: OrderAccount) -> dict[str, Any]:
    return {
        "order_id": order.order_id,
        "name": order.name,
        "figures": [
            {"label": figure.label, "amount_cents": figure.cents, "currency": figure.currency}
            for figure in order.figures
        ],
        "arithmetic": order.arithmetic,
        "remark": order.remark,
    }


def _activity(activity: ActivityAccount) -> dict[str, Any]:
    return {
        "token": activity.token,
        "source": activity.source,
        "distinct_id": activity.distinct_id,
        "considered": [_considered(rule) for rule in activity.considered],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "points_transaction_id": step.transaction_id,
        "points_change": step.points,
        "total": step.total,
        "occurred_at": moment(step.occurred_at),
    }
