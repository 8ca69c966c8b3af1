"""What a merchant tells an app, as its manifest declares it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps_marketplace.snapshots import Setting, SettingKind

LONGEST = 500
FIELDS: Mapping[SettingKind, Callable[..., forms.Field]] = {
    SettingKind.TEXT: lambda **terms: forms.CharField(max_length=LONGEST, **terms),
    SettingKind.EMAIL: lambda **terms: forms.EmailField(max_length=LONGEST, **terms),
    SettingKind.SWITCH: lambda **terms: forms.BooleanField(**{**terms, "required": False}),
}


class SettingsForm(forms.Form):
    """A field for each setting. Of a secret in `saved` nothing is shown, and blank it stays as it is."""

    def __init__(
        self, *args: Any, settings: Sequence[Setting], saved: Collection[str] = (), **terms: Any
    ) -> None:
        super().__init__(*args, **terms)
        for setting in settings:
            self.fields[setting.name] = _field(setting, is_saved=setting.name in saved)


def _field(setting: Setting, *, is_saved: bool) -> forms.Field:
    terms: dict[str, Any] = {
        "label": setting.label,
        "help_text": setting.help,
        "required": setting.is_required,
        "error_messages": {
            "required": format_lazy(_("Fill in “{label}”."), label=setting.label),
            "invalid": _("Enter an e-mail address such as ada@example.com."),
        },
    }
    if setting.kind == SettingKind.CHOICE:
        return forms.ChoiceField(choices=setting.choices, **terms)
    if setting.kind == SettingKind.SECRET:
        return _secret(terms, is_saved=is_saved)
    return FIELDS[setting.kind](**terms)


def _secret(terms: dict[str, Any], *, is_saved: bool) -> forms.Field:
    look: dict[str, Any] = {"autocomplete": "new-password"}
    if is_saved:
        look["placeholder"] = _("•••• saved")
        terms = {**terms, "required": False, "help_text": _("Leave it blank to keep the one that is saved.")}
    return forms.CharField(max_length=LONGEST, strip=True, widget=forms.PasswordInput(look), **terms)
