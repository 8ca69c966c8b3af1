"""What evaluating an order came to, and how it is corrected afterwards."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Points by rule id; `explanation` holds every number that led there."""

    points: dict[int, int]
    explanation: dict[str, Any]

    def account_of(self, rule_id: int) -> dict[str, Any]:
        """What is kept of how one of the rules was considered."""
        found: dict[str, Any] = next(one for one in self.explanation["rules"] if one["rule"] == rule_id)
        return found

    def correct(self, rule_id: int, *, to: int, **why: Any) -> None:
        """The rule gives this instead, and its account says why."""
        self.account_of(rule_id).update(why, points=to)
        if to:
            self.points[rule_id] = to
        else:
            self.points.pop(rule_id, None)

    def keep_best(self) -> None:
        """Only the rule that gives most still gives; of several the oldest."""
        best = max(self.points, key=lambda rule_id: (self.points[rule_id], -rule_id), default=None)
        for rule_id, points in list(self.points.items()):
            if rule_id != best:
                self.correct(rule_id, to=0, beaten=points)
