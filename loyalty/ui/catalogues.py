"""The product's sentences and their translations: found in the sources, kept as .po, compiled by Babel."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGES = ("loyalty", "earning", "vip", "apps_marketplace")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def used_messages(root: Path | None = None) -> Catalog:
    """Every sentence that the sources and templates wrap for translation."""
    root = root or settings.BASE_DIR
    catalogue = Catalog(project="Grin", fuzzy=False)
    for path in _sources(root):
        for message_id, context in _messages_of(path):
            where = [(path.relative_to(root).as_posix(), 0)]
            catalogue.add(message_id, locations=where, context=context)
    return catalogue


def catalogue_paths() -> dict[str, Path]:
    """Where the translations of each language are. The language of the sources needs none."""
    others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    return {code: Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.po" for code in others}


def read_catalogue(path: Path, language: str) -> Catalog:
    """The translations there; an empty catalogue if there are none yet."""
    if not path.exists():
        return Catalog(locale=language, project="Grin", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update_catalogue(path: Path, language: str, used: Catalog) -> None:
    """Add what is new and drop what is gone; guesses are never made."""
    catalogue = read_catalogue(path, language)
    catalogue.update(used, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    written = io.BytesIO()
    write_po(written, catalogue, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    _write(path, written.getvalue())


def texts(message: Message) -> tuple[str, ...]:
    """The translation: one text, or one for each plural form."""
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string or "",)


def compile_catalogue(path: Path, language: str) -> None:
    """The file that Django reads, beside the .po."""
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(path, language))
    _write(path.with_suffix(".mo"), compiled.getvalue())


def _sources(root: Path) -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((root / package).rglob("*.py"))
    yield from sorted((root / "templates").rglob("*.html"))


def _messages_of(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    text = path.read_text()
    if path.suffix == ".html":
        # What is not a message becomes X's, which Python's tokens allow anywhere but in an indentation.
        text = INDENT.sub("", templatize(text, origin=path.as_posix()))
    found = extract_python(io.BytesIO(text.encode()), KEYWORDS, (), {"encoding": "utf-8"})
    for _line, function, given, _comments in found:
        yield from _as_called(str(function), _words(given))


def _words(given: object) -> list[str]:
    """Babel gives one argument as a text, several as a tuple with None for those that are no text."""
    return [word for word in (given if isinstance(given, tuple) else (given,)) if isinstance(word, str)]


def _as_called(function: str, words: list[str]) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """The message and its context, told apart by the function that was called."""
    context = words.pop(0) if "pgettext" in function and words else None
    if words:
        is_plural = function.startswith("n") and len(words) > 1
        yield (tuple(words[:2]) if is_plural else words[0], context)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: servers may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.write_bytes(content)
    new.replace(path)
