"""Every sentence has its translation, with the same place-holders and the same markup."""

import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from loyalty.ui.catalogues import (
    catalogue_paths,
    compile_catalogue,
    read_catalogue,
    texts,
    update_catalogue,
    used_messages,
)

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+[^>]*>")

PAGE = """
<c-card title="{% translate 'In an attribute' %}">
  {# {% translate 'Commented out' %} #}
  {% blocktranslate trimmed count counter=rows|length %}
    {{ counter }} row
  {% plural %}
    {{ counter }} rows
  {% endblocktranslate %}
  {% translate "Open" context "order" %}
  {% stat _("In a tag") value=1 %}
</c-card>
"""
MODULE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
TITLE = _("In a module")
def rows(n): return ngettext("%(n)d day", "%(n)d days", n) + pgettext("job", "Done")
"""


@pytest.mark.parametrize("language", catalogue_paths())
def test_every_sentence_is_translated(language: str) -> None:
    catalogue = read_catalogue(catalogue_paths()[language], language)

    assert list(untranslated(used_messages(), catalogue)) == []


@pytest.mark.parametrize("language", catalogue_paths())
def test_translations_keep_what_the_sentences_hold(language: str) -> None:
    assert list(unfaithful(read_catalogue(catalogue_paths()[language], language))) == []


def test_sentences_are_found_wherever_they_stand(tmp_path: Path) -> None:
    used = used_messages(_product(tmp_path))

    assert sorted((str(message.id), message.context) for message in used if message.id) == [
        ("('%(counter)s row', '%(counter)s rows')", None),
        ("('%(n)d day', '%(n)d days')", None),
        ("Done", "job"),
        ("In a module", None),
        ("In a tag", None),
        ("In an attribute", None),
        ("Open", "order"),
    ]


def test_what_lacks_a_translation_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    used = used_messages(_product(tmp_path))
    update_catalogue(path, "sv", used)
    written = path.read_text().replace('msgid "In a tag"\nmsgstr ""', 'msgid "In a tag"\nmsgstr "I en tagg"')
    path.write_text(written.replace('msgctxt "job"', '#, fuzzy\nmsgctxt "job"'))

    missing = list(untranslated(used, read_catalogue(path, "sv")))

    assert "In a tag" not in missing
    assert {"In a module", "Done", "%(counter)s row"} <= set(missing)


@pytest.mark.parametrize("translation", ["%(antal)s rader", "rader", "<b>%(count)s</b> rader"])
def test_a_lost_place_holder_is_noticed(translation: str) -> None:
    catalogue = Catalog(locale="sv")
    catalogue.add("%(count)s rows", translation)

    assert list(unfaithful(catalogue)) == ["%(count)s rows"]


def test_a_compiled_catalogue_speaks(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Points"\nmsgstr "Poäng"\n'
    )

    compile_catalogue(path, "sv")

    with path.with_suffix(".mo").open("rb") as compiled:
        assert GNUTranslations(compiled).gettext("Points") == "Poäng"


def untranslated(used: Catalog, translated: Catalog) -> Iterator[str]:
    for message in used:
        known = translated.get(message.id, message.context)
        if message.id and (known is None or known.fuzzy or not all(texts(known))):
            yield _ids(message)[0]


def unfaithful(catalogue: Catalog) -> Iterator[str]:
    for message in catalogue:
        pairs = zip(_ids(message), texts(message), strict=True)
        if message.id and not all(_is_faithful(*pair) for pair in pairs):
            yield _ids(message)[0]


def _is_faithful(text: str, translation: str) -> bool:
    return not translation or sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(translation))


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _product(folder: Path) -> Path:
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "page.html").write_text(PAGE)
    (folder / "loyalty").mkdir(exist_ok=True)
    (folder / "loyalty" / "rooms.py").write_text(MODULE)
    return folder
