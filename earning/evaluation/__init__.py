"""Whether a rule pays, and how much: pure, of frozen rules and known facts."""

from earning.evaluation.activities import ActivityEvaluation, evaluate_activity
from earning.evaluation.bonuses import Budgets, share_out
from earning.evaluation.campaigns import campaigns_of
from earning.evaluation.evaluations import Evaluation
from earning.evaluation.extras import pass_on_extras
from earning.evaluation.orders import evaluate_order, refusal_for, refusal_of, stack
from earning.evaluation.verdicts import Judgement, judge
from earning.evaluation.worth import earns

__all__ = [
    "ActivityEvaluation",
    "Budgets",
    "Evaluation",
    "Judgement",
    "campaigns_of",
    "earns",
    "evaluate_activity",
    "evaluate_order",
    "judge",
    "pass_on_extras",
    "refusal_for",
    "refusal_of",
    "share_out",
    "stack",
]
