"""Why points moved: the account of each ledger entry, for the people who look at it."""

from earning.explanation.accounts import (
    ActivityAccount,
    ConsideredRule,
    Explanation,
    Figure,
    OrderAccount,
    RuleAccount,
    Step,
    VerdictAccount,
)
from earning.explanation.awards import AwardAccount, accounts_of_awards
from earning.explanation.considered import considered_for_activity, considered_for_order
from earning.explanation.entries import explain
from earning.explanation.examples import Example, examples_of
from earning.explanation.sentences import sentence_of, short_money

__all__ = [
    "ActivityAccount",
    "AwardAccount",
    "ConsideredRule",
    "Example",
    "Explanation",
    "Figure",
    "OrderAccount",
    "RuleAccount",
    "Step",
    "VerdictAccount",
    "accounts_of_awards",
    "considered_for_activity",
    "considered_for_order",
    "examples_of",
    "explain",
    "sentence_of",
    "short_money",
]
