"""What was tried without consequences, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from earning.evaluation import ActivityEvaluation
from earning.explanation.accounts import ConsideredRule, Figure
from earning.explanation.considered import considered_in
from earning.explanation.orders import arithmetic_for, figures_of
from earning.models import Refusal
from earning.queries import Decision
from earning.snapshots import FrozenRuleset


@dataclass(frozen=True, slots=True)
class TriedRule:
    """A rule that was considered; `is_tested` is the one that was asked about. `arithmetic` only for orders."""

    considered: ConsideredRule
    is_tested: bool
    arithmetic: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """What would be given: `points` in all, and by the rule asked about. `refusal` says why the customer gets nothing.

    The rule asked about comes first; it is missing where it is not in force.
    """

    points: int
    tested_points: int
    rules: tuple[TriedRule, ...]
    figures: tuple[Figure, ...] = ()
    refusal: str = ""

    @property
    def is_in_force(self) -> bool:
        """Whether the rule asked about was considered at all."""
        return any(tried.is_tested for tried in self.rules)


def trial_of_order(decision: Decision, *, rule_id: int) -> Trial:
    """What the order would be given by each rule in force."""
    kept, ruleset = decision.evaluation.explanation, decision.ruleset
    rules = [
        TriedRule(
            considered,
            considered.rule_id == rule_id,
            arithmetic_for(decision.order, kept, ruleset, rule_id=considered.rule_id),
        )
        for considered in considered_in(kept, ruleset)
    ]
    return Trial(
        points=sum(decision.targets.values()),
        tested_points=decision.targets.get(rule_id, 0),
        rules=_tested_first(rules),
        figures=tuple(figures_of(decision.order, kept, ruleset)),
        refusal=_refusal(decision.frozen.refusal),
    )


def trial_of_activity(evaluation: ActivityEvaluation, ruleset: FrozenRuleset, *, rule_id: int) -> Trial:
    """What the activity would be given by each rule about it."""
    rules = [
        TriedRule(considered, considered.rule_id == rule_id)
        for considered in considered_in(evaluation.explanation, ruleset)
    ]
    refusal = evaluation.refusal if evaluation.refusal in Refusal.values else Refusal.NONE
    return Trial(
        points=sum(evaluation.points.values()),
        tested_points=evaluation.points.get(rule_id, 0),
        rules=_tested_first(rules),
        refusal=_refusal(refusal),
    )


def _tested_first(rules: Sequence[TriedRule]) -> tuple[TriedRule, ...]:
    return tuple(sorted(rules, key=lambda tried: not tried.is_tested))


def _refusal(refusal: str) -> str:
    match refusal:
        case Refusal.GUEST:
            return _("This customer is a guest, and guests do not earn.")
        case Refusal.EXCLUDED:
            return _("This customer is excluded from the programme, and earns nothing.")
        case _:
            return ""
