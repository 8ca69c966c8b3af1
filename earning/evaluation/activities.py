"""What the rules give for an activity, and the account of how."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from earning.catalogue import Unit
from earning.conditions import Subject
from earning.evaluation.limits import Uses, allow
from earning.evaluation.verdicts import judge
from earning.models import ActivityRefusal, Refusal
from earning.snapshots import FrozenRule

ONCE = (Unit.CUSTOMER, Unit.ORDER, Unit.PRODUCT)


@dataclass(frozen=True, slots=True)
class ActivityEvaluation:
    """The points of the rules that give some; `refusal` is why none does, for the sender."""

    points: dict[int, int]
    refusal: ActivityRefusal
    explanation: dict[str, Any]


def evaluate_activity(
    rules: Sequence[FrozenRule],
    subject: Subject,
    *,
    refusal: Refusal,
    customer_id: int,
    uses: Uses,
    given: frozenset[int] = frozenset(),
) -> ActivityEvaluation:
    """What these rules give for what happened; whoever does not take part gets nothing.

    `given` are the rules that gave for the same order or product before, or at all if they give once.
    """
    if refusal:
        return ActivityEvaluation({}, ActivityRefusal(refusal), {"refusal": refusal, "rules": []})
    points: dict[int, int] = {}
    reasons: list[str] = []
    accounts: list[dict[str, Any]] = []
    for rule in rules:
        is_given = rule.rule_id in given if rule.unit in ONCE else None
        reason, worth, account = _judged(rule, subject, customer_id, uses, is_given=is_given)
        accounts.append({"rule": rule.rule_id, "version": rule.number, "points": worth, **account})
        if reason:
            reasons.append(reason)
        else:
            points[rule.rule_id] = worth
    why = ActivityRefusal.NONE if points else ActivityRefusal(_first_reason(reasons))
    return ActivityEvaluation(points, why, {"refusal": why, "rules": accounts})


def _judged(
    rule: FrozenRule, subject: Subject, customer_id: int, uses: Uses, *, is_given: bool | None
) -> tuple[str, int, dict[str, Any]]:
    """Why a rule gives nothing, or how much it gives; and the account of that."""
    reason, verdicts = judge(rule.asked, subject)
    account: dict[str, Any] = {"conditions": verdicts} if verdicts else {}
    if is_given is not None:
        account["once"] = {"unit": rule.unit, "passed": not is_given}
    if is_given and not reason:
        return ActivityRefusal.LIMIT_REACHED, 0, account
    if reason or not rule.is_limited:
        return reason, 0 if reason else rule.points, account
    allowed = allow(
        rule,
        rule.points,
        customer_id=customer_id,
        at=subject.happened_at,
        timezone=subject.timezone,
        uses=uses,
    )
    reason = ActivityRefusal.LIMIT_REACHED if allowed.is_refused else ""
    return reason, allowed.points, {**account, **allowed.account}


def _first_reason(reasons: list[str]) -> str:
    """Of several the first that names something to do about it."""
    general = ActivityRefusal.CONDITIONS_NOT_MET
    return min(reasons, key=lambda reason: reason == general, default="")
