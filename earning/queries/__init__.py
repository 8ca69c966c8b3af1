"""Reading rules, and what they have given."""

from earning.queries.activities import decide_activity
from earning.queries.bonuses import CampaignUse, uses_of_campaigns
from earning.queries.buyers import buyer_of, buyers_of, has_purchased
from earning.queries.costs import CampaignCost, preview_campaign
from earning.queries.decisions import decide_orders
from earning.queries.dues import Decision
from earning.queries.previews import preview_activity, preview_orders, try_order
from earning.queries.rules import ListedRule, RuleUse, listed_rules, versions_of
from earning.queries.rulesets import (
    NOTHING,
    FrozenSettlement,
    Given,
    ruleset_at,
    ruleset_in_force,
    rulesets,
    settled_before,
)
from earning.queries.uses import uses_of

__all__ = [
    "NOTHING",
    "CampaignCost",
    "CampaignUse",
    "Decision",
    "FrozenSettlement",
    "Given",
    "ListedRule",
    "RuleUse",
    "buyer_of",
    "buyers_of",
    "decide_activity",
    "decide_orders",
    "has_purchased",
    "listed_rules",
    "preview_activity",
    "preview_campaign",
    "preview_orders",
    "ruleset_at",
    "ruleset_in_force",
    "rulesets",
    "settled_before",
    "try_order",
    "uses_of",
    "uses_of_campaigns",
    "versions_of",
]
