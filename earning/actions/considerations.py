"""The account of what the programme sees by itself, kept where a rule had something to ask."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from earning.evaluation import Judgement
from earning.models import OWN_SOURCE, Activity, ActivityRefusal
from earning.snapshots import FrozenRule, FrozenRuleset


class Considered(NamedTuple):
    """What the rules asked of one customer; `name` is unique for the action."""

    customer_id: int
    name: str
    judged: Sequence[tuple[FrozenRule, Judgement]]

    @property
    def is_telling(self) -> bool:
        """Whether some rule asked for something."""
        return any(rule.asked for rule, _judgement in self.judged)


def keep_accounts(
    considered: Iterable[Considered], *, token: str, ruleset: FrozenRuleset, merchant_id: int, at: datetime
) -> None:
    """The accounts stand with the customers' activities; considered again, the last one stays. One statement."""
    Activity.objects.bulk_create(
        [
            Activity(
                merchant_id=merchant_id,
                customer_id=one.customer_id,
                source=OWN_SOURCE,
                token=token,
                distinct_id=one.name,
                ruleset_id=ruleset.id,
                occurred_at=at,
                **_account(one),
            )
            for one in considered
            if one.is_telling
        ],
        update_conflicts=True,
        unique_fields=["merchant", "source", "token", "distinct_id"],
        update_fields=["ruleset", "refusal", "explanation"],
    )


def _account(one: Considered) -> dict[str, Any]:
    """It is refused where no rule gives."""
    is_given = any(not judgement.refusal for _rule, judgement in one.judged)
    refusal = ActivityRefusal.NONE if is_given else ActivityRefusal.CONDITIONS_NOT_MET
    rules = [
        {
            "rule": rule.rule_id,
            "version": rule.number,
            "points": 0 if judgement.refusal else rule.points,
            "conditions": judgement.account,
        }
        for rule, judgement in one.judged
    ]
    return {"refusal": refusal, "explanation": {"refusal": refusal, "rules": rules}}
