"""What the rules give for an activity, and the account of how."""

from dataclasses import dataclass
from typing import Any

from earning.conditions import Subject
from earning.evaluation.verdicts import judge
from earning.models import ActivityRefusal, Refusal
from earning.snapshots import FrozenRule


@dataclass(frozen=True, slots=True)
class ActivityEvaluation:
    """The points of the rules that give some; `refusal` is why none does, for the sender."""

    points: dict[int, int]
    refusal: ActivityRefusal
    explanation: dict[str, Any]


def evaluate_activity(
    rules: tuple[FrozenRule, ...], subject: Subject, *, refusal: Refusal
) -> ActivityEvaluation:
    """What these rules give for what happened; whoever does not take part gets nothing."""
    if refusal:
        return ActivityEvaluation({}, ActivityRefusal(refusal), {"refusal": refusal, "rules": []})
    points: dict[int, int] = {}
    reasons: list[str] = []
    accounts: list[dict[str, Any]] = []
    for rule in rules:
        reason, verdicts = judge(rule.asked, subject)
        account = {"conditions": verdicts} if verdicts else {}
        accounts.append(
            {"rule": rule.rule_id, "version": rule.number, "points": 0 if reason else rule.points, **account}
        )
        if reason:
            reasons.append(reason)
        else:
            points[rule.rule_id] = rule.points
    why = ActivityRefusal(_first_reason(reasons)) if not points else ActivityRefusal.NONE
    return ActivityEvaluation(points, why, {"refusal": why, "rules": accounts})


def _first_reason(reasons: list[str]) -> str:
    """Of several the first that names something to do about it."""
    general = ActivityRefusal.CONDITIONS_NOT_MET
    return min(reasons, key=lambda reason: reason == general, default="")
