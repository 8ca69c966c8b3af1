from earning.actions.activities import (
    ActivityInFuture,
    ActivityIsTest,
    DuplicateActivity,
    record_activity,
    revoke_activity,
)
from earning.actions.admissions import admit_orders
from earning.actions.campaigns import (
    CampaignTerms,
    InvalidCampaign,
    create_campaign,
    revise_campaign,
    set_campaign_active,
)
from earning.actions.rules import (
    InvalidCap,
    InvalidLimit,
    OnceAnyway,
    RuleEndsBeforeItStarts,
    RuleGivesNothing,
    RuleNeedsAmount,
    RuleTerms,
    create_rule,
    revise_rule,
    set_rule_active,
)
from earning.actions.rulesets import publish_ruleset
from earning.actions.settlements import Moved, settle_orders
from earning.actions.signing_up import award_sign_up
from earning.snapshots import ActivityFacts

__all__ = [
    "ActivityFacts",
    "ActivityInFuture",
    "ActivityIsTest",
    "CampaignTerms",
    "DuplicateActivity",
    "InvalidCampaign",
    "InvalidCap",
    "InvalidLimit",
    "Moved",
    "OnceAnyway",
    "RuleEndsBeforeItStarts",
    "RuleGivesNothing",
    "RuleNeedsAmount",
    "RuleTerms",
    "admit_orders",
    "award_sign_up",
    "create_campaign",
    "create_rule",
    "publish_ruleset",
    "record_activity",
    "revise_campaign",
    "revise_rule",
    "revoke_activity",
    "set_campaign_active",
    "set_rule_active",
    "settle_orders",
]
