"""How a rule is called, and how it looks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from earning.actions import RuleTerms
from earning.catalogue import EarningAction
from earning.catalogue.icons import ICONS
from earning.forms.parts import Part


class NamingForm(Part):
    """The name and the icon; without a choice the icon is the action's."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("Your team reads it everywhere, and customers where you give no other title."),
        error_messages={"required": _("Give the rule a name.")},
    )
    icon = forms.ChoiceField(label=_("Icon"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, action: EarningAction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        icon = self.fields["icon"]
        icon.choices = [("", _("As the action")), *self._others()]  # type: ignore[attr-defined]  # fields are plain to mypy

    def _others(self) -> list[tuple[str, StrOrPromise]]:
        """Every icon but the action's own, unless the rule chose it while it was another's."""
        own = self.action.icon
        return [choice for choice in ICONS.items() if choice[0] != own or self.initial.get("icon") == own]

    @property
    def icons(self) -> list[tuple[Any, str]]:
        """Each choice with the icon to draw."""
        return [(radio, radio.data["value"] or self.action.icon) for radio in self["icon"]]

    @property
    def said(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"], "icon": self.cleaned_data["icon"]}


def naming_of(terms: RuleTerms) -> dict[str, Any]:
    """What the fields show of a rule."""
    return {"name": terms.name, "icon": terms.icon}
