"""Names that are chosen from those known, or typed."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from earning.conditions.condition import MOST_VALUES

Choices = Sequence[tuple[str, str]]


class OpenChoice(forms.MultipleChoiceField):
    """Takes what it does not offer as well: a rule may name what was known once."""

    def valid_value(self, value: Any) -> bool:  # noqa: ARG002 -- whoever asks for names judges them
        return True


class NamesWidget(forms.MultiWidget):
    """Boxes to tick and, where others may be typed, lines for them."""

    def __init__(self, *, has_lines: bool) -> None:
        lines = forms.Textarea(
            attrs={
                "rows": 1,
                "spellcheck": "false",
                "autocomplete": "off",
                "aria-label": _("Others, one on each line"),
                "placeholder": _("Others, one on each line"),
            }
        )
        boxes = forms.CheckboxSelectMultiple(attrs={"class": "pill"})
        super().__init__({"": boxes, "others": lines} if has_lines else {"": boxes})
        self.use_fieldset = True

    def decompress(self, value: Any) -> list[Any]:  # noqa: ARG002 -- the field has parted them
        return [[], ""]


class NamesField(forms.MultiValueField):
    """Its value is a tuple of names, each once. `known` are offered; `has_lines` lets others be typed."""

    widget: NamesWidget

    def __init__(
        self, *, label: StrOrPromise, known: Choices, has_lines: bool, help_text: StrOrPromise = ""
    ) -> None:
        boxes = OpenChoice(choices=known, required=False)
        fields = [boxes, forms.CharField(required=False, max_length=50_000)] if has_lines else [boxes]
        super().__init__(
            fields,
            label=label,
            help_text=help_text,
            require_all_fields=False,
            widget=NamesWidget(has_lines=has_lines),
            error_messages={"required": _("Choose or enter at least one.")},
        )
        self.known = dict(known)
        self._offer(())

    def prepare_value(self, value: Any) -> Any:
        """Names that are kept, as a tuple, or what was typed, as a list of both parts."""
        if isinstance(value, tuple):
            value = [list(value), ""]
        if value:
            self._offer(value[0])
        return value

    def compress(self, data_list: Sequence[Any]) -> tuple[str, ...]:
        ticked, lines = [*data_list, [], ""][:2] if data_list else ([], "")
        typed = (line.strip() for line in (lines or "").splitlines())
        return tuple(dict.fromkeys(name for name in (*(ticked or ()), *typed) if name))

    def clean(self, value: Any) -> tuple[str, ...]:
        names: tuple[str, ...] = super().clean(value)
        if not names:
            raise forms.ValidationError(self.error_messages["required"])
        if len(names) > MOST_VALUES:
            raise forms.ValidationError(_("Enter at most %(most)d.") % {"most": MOST_VALUES})
        return names

    def _offer(self, chosen: Iterable[str]) -> None:
        others = [(name, name) for name in chosen if name not in self.known]
        self.widget.widgets[0].choices = [*self.known.items(), *others]  # type: ignore[attr-defined]  # boxes have choices
