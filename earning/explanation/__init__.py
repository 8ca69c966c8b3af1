"""Why points moved: the account of each ledger entry, for the people who look at it."""

from earning.explanation.accounts import ActivityAccount, Explanation, Figure, OrderAccount, RuleAccount, Step
from earning.explanation.entries import explain
from earning.explanation.sentences import sentence_of, short_money

__all__ = [
    "ActivityAccount",
    "Explanation",
    "Figure",
    "OrderAccount",
    "RuleAccount",
    "Step",
    "explain",
    "sentence_of",
    "short_money",
]
