"""A rule's page as one form of several cards."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.forms.utils import ErrorList
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from earning.actions import CustomerText, RuleTerms, check_terms
from earning.catalogue import EarningAction
from earning.conditions import Condition
from earning.forms.conditions import ConditionForms
from earning.forms.dates import DatesForm, dates_of
from earning.forms.limits import LimitForm, limit_of
from earning.forms.naming import NamingForm, naming_of
from earning.forms.parts import Part
from earning.forms.texts import TextForm, link_field, text_of
from earning.forms.value import ValueForm, value_of
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant


class NewRuleForm(ValueForm):
    """As little as a rule needs: it takes its name from its action.

    `key` comes with the page, so that sending it twice makes one rule.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def __init__(self, *args: Any, action: EarningAction, language: str, **kwargs: Any) -> None:
        super().__init__(*args, action=action, **kwargs)
        self.action, self.language = action, language
        if action.needs_link:
            self.fields["link"] = link_field(label=_("Page that customers visit"), required=True)

    @property
    def terms(self) -> RuleTerms:
        """What a valid form says."""
        link = self.cleaned_data.get("link", "")
        texts = {self.language: CustomerText(link=link)} if link else {}
        return RuleTerms(name=str(self.action.name), texts=texts, **self.said)


class SeenForm(forms.Form):
    """The number of the version that the page showed: how a save knows which one was edited."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RuleEditor:
    """The cards of a rule's page. `terms` is what they say together, once `is_valid`."""

    def __init__(
        self,
        typed: QueryDict | None,
        *,
        terms: RuleTerms,
        seen: int,
        action: EarningAction,
        kinds: Sequence[type[Condition]],
        merchant: Merchant,
    ) -> None:
        self.saved, self.action = terms, action
        self.has_limit = not action.is_once
        self.seen = SeenForm(typed, initial={"seen": seen})
        self.naming = NamingForm(typed, initial=naming_of(terms), action=action)
        self.value = ValueForm(typed, initial=value_of(terms), action=action, currency=merchant.currency)
        self.limit = LimitForm(typed, initial=limit_of(terms))
        self.dates = DatesForm(typed, initial=dates_of(terms))
        self.conditions = ConditionForms(typed, kept=terms.conditions, kinds=kinds, merchant=merchant)
        self.texts = [
            TextForm(typed, initial=text_of(terms, language=code), language=code, called=name)
            for code, name in sorted(settings.LANGUAGES, key=lambda one: one[0] != merchant.language)
        ]
        self.is_changing = self.conditions.is_changing
        if self.is_changing:
            for part in self._fixed_parts:
                part.as_typed()

    def __iter__(self) -> Iterator[forms.BoundField]:
        for part in self.parts:
            yield from part

    @property
    def parts(self) -> list[Part]:
        """Every card's form, in the order of the page."""
        return [*self._fixed_parts[: -len(self.texts)], *self.conditions.forms, *self.texts]

    @property
    def errors(self) -> dict[str, ErrorList]:
        """What is wrong at each field, by its name in the page; blank is the page itself."""
        fields = {field.html_name: field.errors for field in self if field.errors}
        return {**fields, **({"": self.non_field_errors()} if self.non_field_errors() else {})}

    def non_field_errors(self) -> ErrorList:
        """What is wrong with no single field."""
        return ErrorList([str(error) for part in self.parts for error in part.non_field_errors()])

    def is_valid(self) -> bool:
        """Whether all of it can be saved; names that mean nothing here are looked for last."""
        if [part for part in (self.seen, *self.parts) if not part.is_valid()]:
            return False
        self.conditions.refuse_unknown()
        if self.has_limit:
            self.limit.check_cap(self.terms.value_type, self.terms.points)
        try:
            check_terms(self.terms, action=self.action.code)
        except Refused as refusal:
            self.refuse(refusal)
        return not self.errors

    def refuse(self, refusal: Refused) -> None:
        """Says why it was not saved, at the field that the refusal names if there is one."""
        named = refusal.details.get("field")
        part = next((part for part in self._fixed_parts if named in part.fields), self.naming)
        name = named if named in part.fields else None
        if name not in part.errors:
            part.add_error(name, str(refusal))

    @property
    def terms(self) -> RuleTerms:
        """What the valid cards say; of the others what the rule said before."""
        said = {name: getattr(self.saved, name) for name in RuleTerms.__dataclass_fields__}
        texts = dict(self.saved.texts)
        for part in self._fixed_parts:
            if part.is_valid():
                texts |= part.said.get("texts", {})
                said |= part.said
        said |= self.conditions.said
        said["texts"] = {language: text for language, text in texts.items() if text != CustomerText()}
        return RuleTerms(**said)

    @property
    def read_terms(self) -> RuleTerms:
        """What the page reads as: what was typed as far as it makes sense, or what is saved."""
        return self.terms if self.value.is_valid() else self.saved

    @property
    def has_changed(self) -> bool:
        """Whether a valid page says something else than the rule does."""
        return self.terms != self.saved

    def disable(self) -> None:
        """Shows everything and lets nothing be typed."""
        for part in self.parts:
            for field in part.fields.values():
                field.disabled = True

    @property
    def _fixed_parts(self) -> list[Part]:
        limit = [self.limit] if self.has_limit else []
        return [self.naming, self.value, *limit, self.dates, *self.texts]
