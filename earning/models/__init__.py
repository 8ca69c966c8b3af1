"""Rules, their versions, and what each gave."""

from earning.models.awards import Activity, ActivityRefusal, Award, Refusal, Settlement
from earning.models.rules import Period, Rule, RuleVersion, ValueType
from earning.models.rulesets import Campaign, Overlap, Ruleset

__all__ = [
    "Activity",
    "ActivityRefusal",
    "Award",
    "Campaign",
    "Overlap",
    "Period",
    "Refusal",
    "Rule",
    "RuleVersion",
    "Ruleset",
    "Settlement",
    "ValueType",
]
