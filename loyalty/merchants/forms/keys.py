"""What a person says of a key that is to be made."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.merchants.actions import NoScope
from loyalty.merchants.models import KeyKind
from loyalty.merchants.scopes import Scope, grouped

KINDS = (
    (KeyKind.SECRET, _("Secret: for your own servers. Does what you allow below.")),
    (
        KeyKind.PUBLISHABLE,
        _("Publishable: may stand in your shop’s pages. Reads what every visitor may see."),
    ),
)
LIVES = (
    ("0", _("No end")),
    ("30", _("30 days")),
    ("90", _("90 days")),
    ("180", _("180 days")),
    ("365", _("365 days")),
)


class KeyForm(forms.Form):
    """`terms_at` is what it all says."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("What uses it, such as “Till in the shop”."),
        error_messages={"required": _("Give the key a name.")},
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=KINDS, widget=forms.RadioSelect, initial=KeyKind.SECRET.value
    )
    life = forms.ChoiceField(
        label=_("Works for"),
        choices=LIVES,
        help_text=_("After that it opens nothing any more."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        help_text=_("As little as it needs. Who may change something may read it, too."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NoScope.message},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].required = self.data.get("kind") != KeyKind.PUBLISHABLE
        choices = [
            (label, [(scope.value, scope.label) for scope in scopes])
            for label, scopes in grouped(Scope.values)
        ]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]  # it is a field of choices

    def terms_at(self, at: datetime) -> dict[str, Any]:
        """As the flow takes it, the end counted from `at`."""
        data = self.cleaned_data
        end = at + timedelta(days=days) if (days := int(data["life"])) else None
        return {
            "name": data["name"],
            "kind": KeyKind(data["kind"]),
            "scopes": data["scopes"],
            "expires_at": end,
        }


class SigningKeyForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("Which of your servers signs with it, such as “Web shop”."),
        error_messages={"required": _("Give the key a name.")},
    )
