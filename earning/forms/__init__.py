"""What a person types about a rule or a campaign."""

from earning.forms.campaigns import CampaignForm, initial_of_campaign
from earning.forms.conditions import ConditionForm, ConditionForms
from earning.forms.editor import NewRuleForm, RuleEditor
from earning.forms.value import first_terms, value_of

__all__ = [
    "CampaignForm",
    "ConditionForm",
    "ConditionForms",
    "NewRuleForm",
    "RuleEditor",
    "first_terms",
    "initial_of_campaign",
    "value_of",
]
