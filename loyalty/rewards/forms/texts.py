"""What customers read about a reward, in each language."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

LONGEST_TEXT = 1000
# What can be said in each language; the name of the merchant's own language is the reward's own.
PARTS = ("name", "description", "instructions")


def languages_of(own: str) -> list[tuple[str, Any]]:
    """The languages of the product, the merchant's own first."""
    return sorted(settings.LANGUAGES, key=lambda language: language[0] != own)


def text_fields(own: str) -> dict[str, forms.Field]:
    """A field for each part in each language, as `instructions_sv`."""
    return {
        f"{part}_{language}": _field(part)
        for language, _label in languages_of(own)
        for part in PARTS
        if part != "name" or language != own
    }


def texts_of(said: Mapping[str, Any], own: str) -> dict[str, dict[str, str]]:
    """What was typed, by language, without what was left empty."""
    found = {language: dict(_said(said, language)) for language, _label in languages_of(own)}
    return {language: texts for language, texts in found.items() if texts}


def typed(texts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What the fields show of a reward's texts."""
    return {f"{part}_{language}": text for language, parts in texts.items() for part, text in parts.items()}


def _said(said: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    for part in PARTS:
        if text := said.get(f"{part}_{language}"):
            yield part, text


def _field(part: str) -> forms.CharField:
    if part == "name":
        return forms.CharField(label=_("Name"), max_length=100, required=False)
    labels = {"description": _("Description"), "instructions": _("How to use it")}
    return forms.CharField(
        label=labels[part],
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
