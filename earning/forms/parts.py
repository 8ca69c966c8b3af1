"""One card of a rule's page."""

from typing import Any, Self

from django import forms


class Part(forms.Form):
    """Some of the fields; `said` is what they say of the rule's terms, once they are valid."""

    @property
    def said(self) -> dict[str, Any]:
        """Values named as in `RuleTerms`; a part without any says nothing."""
        return {}

    def as_typed(self) -> Self:
        """Makes what was typed so far the fields' first values, so that nothing is judged yet."""
        self.initial = {name: self[name].data for name in self.fields}
        self.is_bound = False
        self._bound_fields_cache: dict[str, forms.BoundField] = {}
        return self
