"""What customers see of a rule in one language."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from earning.actions import CustomerText, RuleTerms
from earning.actions.terms import LONGEST_LINK, LONGEST_TEXT, LONGEST_TITLE
from earning.forms.parts import Part


def link_field(*, label: StrOrPromise, required: bool = False) -> forms.URLField:
    """The page that customers visit for a rule."""
    return forms.URLField(
        label=label,
        max_length=LONGEST_LINK,
        required=required,
        assume_scheme="https",
        error_messages={"invalid": _("Enter a whole address, such as https://example.com/page.")},
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )


class TextForm(Part):
    """A title, a text and a link; what is blank comes from the rule."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, required=False)
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    link = link_field(label=_("Link"))

    def __init__(self, *args: Any, language: str, called: StrOrPromise, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "prefix": f"text-{language}"})
        self.language, self.called = language, called
        for name in ("title", "text"):
            self.fields[name].widget.attrs["lang"] = language

    @property
    def said(self) -> dict[str, Any]:
        return {"texts": {self.language: CustomerText(**self.cleaned_data)}}


def text_of(terms: RuleTerms, *, language: str) -> dict[str, Any]:
    """What the fields show of a rule."""
    return asdict(terms.texts.get(language, CustomerText()))
