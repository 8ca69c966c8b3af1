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
from earning.explanation.awards import AwardAccount, account_of_activity, accounts_of_awards
from earning.explanation.campaigns import sentence_of_campaign
from earning.explanation.considered import considered_for_activity, considered_for_order
from earning.explanation.differences import Difference, differences
from earning.explanation.entries import explain
from earning.explanation.examples import Example, examples_of
from earning.explanation.limits import dates_text, fixed_limit, limits_of
from earning.explanation.orders import why_nothing
from earning.explanation.overlaps import OverlapAccount, overlap_of
from earning.explanation.sentences import sentence_of, short_money
from earning.explanation.trials import Trial, TriedRule, trial_of_activity, trial_of_order
from earning.explanation.words import words_for

__all__ = [
    "ActivityAccount",
    "AwardAccount",
    "ConsideredRule",
    "Difference",
    "Example",
    "Explanation",
    "Figure",
    "OrderAccount",
    "OverlapAccount",
    "RuleAccount",
    "Step",
    "Trial",
    "TriedRule",
    "VerdictAccount",
    "account_of_activity",
    "accounts_of_awards",
    "considered_for_activity",
    "considered_for_order",
    "dates_text",
    "differences",
    "examples_of",
    "explain",
    "fixed_limit",
    "limits_of",
    "overlap_of",
    "sentence_of",
    "sentence_of_campaign",
    "short_money",
    "trial_of_activity",
    "trial_of_order",
    "why_nothing",
    "words_for",
]
