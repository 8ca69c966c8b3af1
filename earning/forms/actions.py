"""What a person types about an action of their own."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from earning.actions import ActionTerms
from earning.actions.custom_actions import LONGEST
from earning.models import CustomAction

EXAMPLE = "https://example.com/quiz"


class ActionForm(forms.Form):
    """Names, texts and link of an action. Its token is typed once: `action`, if there is one already, keeps its own."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST["name"],
        help_text=_("How your team calls it, such as “Take the coffee quiz”."),
        error_messages={"required": _("Give the action a name.")},
    )
    token = forms.CharField(
        label=_("Token"),
        max_length=LONGEST["token"],
        required=False,
        help_text=_(
            "What your site calls it when it reports one. It is made from the name if you leave it empty."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )
    text_before = forms.CharField(
        label=_("Text before"),
        max_length=LONGEST["text_before"],
        required=False,
        help_text=_("Customers read it while they can still do it. The name, if you leave it empty."),
    )
    text_after = forms.CharField(
        label=_("Text after"),
        max_length=LONGEST["text_after"],
        required=False,
        help_text=_("Customers read it once they have done it, such as “You took the coffee quiz”."),
    )
    link = forms.URLField(
        label=_("Link"),
        max_length=LONGEST["link"],
        required=False,
        assume_scheme="https",
        help_text=_("Where customers do it, if there is such a page."),
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": EXAMPLE}),
        error_messages={"invalid": _("Enter a whole address, such as https://example.com/quiz.")},
    )

    def __init__(self, *args: Any, action: CustomAction | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if action:
            self.initial = {name: getattr(action, name) for name in self.fields}
            self.fields["token"].disabled = self.fields["token"].required = True
            self.fields["token"].help_text = _("Your site reports the action by it, so it stays as it is.")

    def clean_token(self) -> str:
        typed: str = self.cleaned_data["token"]
        return typed or slugify(self.data.get("name", ""))[: LONGEST["token"]].strip("-_")

    @property
    def terms(self) -> ActionTerms:
        """What a valid form says."""
        return ActionTerms(**self.cleaned_data)
