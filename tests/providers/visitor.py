"""A browser without a screen: opens pages, follows links, fills in forms and presses their buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import requests

FIELDS = {"input", "select", "textarea", "option", "button"}


@dataclass
class Form:
    """A form as the page has it: where it leads, what it says until somebody changes it, its buttons."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """What came back, after all redirects."""

    url: str
    status: int
    text: str
    words: str
    forms: list[Form]
    links: dict[str, str]

    def form(self, button: str) -> Form:
        """The form with this button."""
        found = [form for form in self.forms if button in form.buttons]
        assert found, f"No button {button!r} on {self.url}; there are {[form.buttons for form in self.forms]}"
        return found[0]


class Visitor:
    """One person at one browser."""

    def __init__(self) -> None:
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = "en"

    def open(self, url: str) -> Page:
        """The page at an address."""
        return _page(self.session.get(url, timeout=30))

    def follow(self, page: Page, link: str) -> Page:
        """Where a link with these words leads."""
        assert link in page.links, f"No link {link!r} on {page.url}; there are {sorted(page.links)}"
        return self.open(urljoin(page.url, page.links[link]))

    def press(self, page: Page, button: str, **filled: str) -> Page:
        """What comes of a form that is filled in and sent by this button."""
        form = page.form(button)
        name, value = form.buttons[button]
        data = {**form.values, **filled, **({name: value} if name else {})}
        target = urljoin(page.url, form.action or page.url)
        if form.method == "get":
            return _page(self.session.get(target, params=data, timeout=30))
        return _page(self.session.post(target, data=data, timeout=30))


def _page(answer: requests.Response) -> Page:
    reader = _Reader()
    reader.feed(answer.text)
    words = " ".join("".join(reader.words).split())
    return Page(answer.url, answer.status_code, answer.text, words, reader.forms, reader.links)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.words: list[str] = []
        self._form: Form | None = None
        self._heard: list[str] = []
        self._open: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.words.append(" ")
        if tag == "form":
            self._form = Form(said.get("action", ""), said.get("method", "get").lower())
            self.forms.append(self._form)
        if tag in {"a", "button", "textarea"}:
            self._open, self._heard = said, []
        if self._form is not None and tag in FIELDS:
            self._note_field(tag, said)

    def handle_endtag(self, tag: str) -> None:
        heard = " ".join("".join(self._heard).split())
        if tag == "form":
            self._form = None
        elif tag == "a":
            self.links.setdefault(heard or self._open.get("aria-label", ""), self._open.get("href", ""))
        elif tag == "button" and self._form is not None:
            self._form.buttons[heard] = (self._open.get("name", ""), self._open.get("value", ""))
        elif tag == "textarea" and self._form is not None:
            self._form.values[self._open.get("name", "")] = "".join(self._heard)
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        self._heard.append(data)
        self.words.append(data)

    def _note_field(self, tag: str, said: dict[str, Any]) -> None:
        assert self._form is not None
        if tag == "select":
            self._select = said.get("name", "")
        elif tag == "option" and (self._select not in self._form.values or "selected" in said):
            self._form.values[self._select] = said.get("value", "")
        elif tag == "input" and said.get("type") in {"checkbox", "radio"}:
            if "checked" in said:
                self._form.values[said["name"]] = said.get("value", "on")
        elif tag == "input" and said.get("name"):
            self._form.values[said["name"]] = said.get("value", "")
