"""Why points moved: the account of each ledger entry, for the people who look at it."""

from earning.explanation.accounts import ActivityAccount, Explanation, Figure, OrderAccount, RuleAccount, Step
from earning.explanation.awards import AwardAccount, accounts_of_awards
from earning.explanation.entries import explain
from earning.explanation.examples import Example, examples_of
from earning.explanation.sentences import sentence_of, short_money

__all__ = [
    "ActivityAccount",
    "AwardAccount",
    "Example",
    "Explanation",
    "Figure",
    "OrderAccount",
    "RuleAccount",
    "Step",
    "accounts_of_awards",
    "examples_of",
    "explain",
    "sentence_of",
    "short_money",
]
