"""Rules, their versions, and what each gave."""

from earning.models.actions import PLAIN_NAME, TOKEN_DIGITS, TOKEN_START, BroughtAction, CustomAction
from earning.models.awards import OWN_SOURCE, Activity, ActivityRefusal, Award, Refusal, Settlement
from earning.models.campaigns import Campaign, CampaignBonus, Overlap
from earning.models.rules import Period, Rule, RuleVersion, ValueType
from earning.models.rulesets import Ruleset

__all__ = [
    "OWN_SOURCE",
    "PLAIN_NAME",
    "TOKEN_DIGITS",
    "TOKEN_START",
    "Activity",
    "ActivityRefusal",
    "Award",
    "BroughtAction",
    "Campaign",
    "CampaignBonus",
    "CustomAction",
    "Overlap",
    "Period",
    "Refusal",
    "Rule",
    "RuleVersion",
    "Ruleset",
    "Settlement",
    "ValueType",
]
