"""The conditions of a rule, asked one by one."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from earning.conditions import NOT_MET, Condition, Subject


class Judgement(NamedTuple):
    """`refusal` is empty where all conditions are met; `account` holds every verdict with the value seen."""

    refusal: str
    account: list[dict[str, Any]]


def judge(conditions: Iterable[Condition], subject: Subject) -> Judgement:
    """Every condition's verdict. A refusal that names its reason goes before one that does not."""
    refusals: list[str] = []
    account: list[dict[str, Any]] = []
    for condition in conditions:
        passed, seen = condition.holds(subject)
        account.append({"type": condition.code, "passed": passed, "seen": seen})
        if not passed:
            refusals.append(condition.refusal)
    if not refusals:
        return Judgement("", account)
    return Judgement(min(refusals, key=lambda refusal: refusal == NOT_MET), account)
