from earning.forms.rules import NewRuleForm, RuleForm, first_terms, initial_of

__all__ = ["NewRuleForm", "RuleForm", "first_terms", "initial_of"]
