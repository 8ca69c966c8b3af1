from earning.actions.activities import (
    ActivityInFuture,
    ActivityIsTest,
    DuplicateActivity,
    record_activity,
    revoke_activity,
)
from earning.actions.admissions import admit_orders
from earning.actions.brought_actions import bring_actions, withdraw_actions
from earning.actions.campaigns import (
    CampaignTerms,
    InvalidCampaign,
    create_campaign,
    revise_campaign,
    set_campaign_active,
)
from earning.actions.custom_actions import (
    ActionInUse,
    ActionTerms,
    InvalidAction,
    TokenTaken,
    archive_action,
    change_action,
    define_action,
    delete_action,
    restore_action,
)
from earning.actions.rules import create_rule, revise_rule, set_rule_active
from earning.actions.rulesets import publish_ruleset
from earning.actions.settlements import Moved, settle_orders
from earning.actions.signing_up import award_sign_up
from earning.actions.terms import (
    CustomerText,
    InvalidCap,
    InvalidLimit,
    InvalidText,
    OnceAnyway,
    RuleEndsBeforeItStarts,
    RuleGivesNothing,
    RuleNeedsAmount,
    RuleTerms,
    UnknownIcon,
    check_terms,
    terms_of,
)
from earning.snapshots import ActivityFacts

__all__ = [
    "ActionInUse",
    "ActionTerms",
    "ActivityFacts",
    "ActivityInFuture",
    "ActivityIsTest",
    "CampaignTerms",
    "CustomerText",
    "DuplicateActivity",
    "InvalidAction",
    "InvalidCampaign",
    "InvalidCap",
    "InvalidLimit",
    "InvalidText",
    "Moved",
    "OnceAnyway",
    "RuleEndsBeforeItStarts",
    "RuleGivesNothing",
    "RuleNeedsAmount",
    "RuleTerms",
    "TokenTaken",
    "UnknownIcon",
    "admit_orders",
    "archive_action",
    "award_sign_up",
    "bring_actions",
    "change_action",
    "check_terms",
    "create_campaign",
    "create_rule",
    "define_action",
    "delete_action",
    "publish_ruleset",
    "record_activity",
    "restore_action",
    "revise_campaign",
    "revise_rule",
    "revoke_activity",
    "set_campaign_active",
    "set_rule_active",
    "settle_orders",
    "terms_of",
    "withdraw_actions",
]
