"""What a person types about a rule."""

from earning.forms.conditions import ConditionForm, ConditionForms
from earning.forms.editor import NewRuleForm, RuleEditor
from earning.forms.value import first_terms, value_of

__all__ = ["ConditionForm", "ConditionForms", "NewRuleForm", "RuleEditor", "first_terms", "value_of"]
