"""How many days ahead customers are warned: `30, 7`."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

_SEPARATORS = re.compile(r"[\s,;]+")


class WarningDaysField(forms.CharField):
    """The numbers, each once, the longest first; how many and how long says the programme."""

    def __init__(self, *, label: StrOrPromise, help_text: StrOrPromise) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        words = [word for word in _SEPARATORS.split(super().to_python(value) or "") if word]
        if not all(word.isascii() and word.isdigit() and len(word) < 5 for word in words):
            raise ValidationError(_("Enter whole numbers of days, parted by commas."))
        return sorted({int(word) for word in words}, reverse=True)
