"""Every template compiles, refers only to templates that exist, and is used by something."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import django.forms
import pytest
from django.template import TemplateSyntaxError, engines
from django.template.base import Lexer, TokenType
from django.template.utils import get_app_template_dirs

from loyalty.database.embedded import CHECKOUT

TEMPLATES = CHECKOUT / "templates"
SOURCES = [
    path
    for package in ("loyalty", "earning", "vip", "apps_marketplace")
    for path in (CHECKOUT / package).rglob("*.py")
]
# Django and allauth ask for these by name.
ERROR_PAGES = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
NAMING_TAGS = {"extends", "include"}
COMPONENT = re.compile(r"<c-([\w.-]+)")
NOT_COMPONENTS = {"slot", "vars"}
# A bare id is written as numbers are, 1,234 or 1 234, which no address means.
GROUPED_ID = re.compile(r"=\{\{ [\w.]+\.(pk|id|\w+_id) \}\}")
QUOTED = re.compile(r"""^['"](.+)['"]$""")


def template_names(folder: Path = TEMPLATES) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


@pytest.mark.parametrize("name", template_names())
def test_a_template_compiles(name: str) -> None:
    engines["django"].get_template(name)


def test_a_broken_template_is_noticed() -> None:
    with pytest.raises(TemplateSyntaxError):
        engines["django"].from_string("{% if %}")


def test_every_template_is_used() -> None:
    assert unused(TEMPLATES, _named_by_python() | _overriding()) == []


def test_an_unused_template_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "cotton").mkdir()
    (tmp_path / "home.html").write_text("{% include 'part.html' %}<c-pretty-box>{{ text }}</c-pretty-box>")
    (tmp_path / "part.html").write_text("{# {% include 'left_over.html' %} #}")
    (tmp_path / "left_over.html").write_text("")
    (tmp_path / "cotton" / "pretty_box.html").write_text("")

    assert unused(tmp_path, {re.compile("home.html")}) == ["left_over.html"]


def test_what_templates_refer_to_exists() -> None:
    missing = [
        (name, used) for name in template_names() for used in _named_by(TEMPLATES / name) if not _exists(used)
    ]

    assert missing == []


def test_no_address_groups_the_digits_of_an_id() -> None:
    assert [name for name in template_names() if GROUPED_ID.search((TEMPLATES / name).read_text())] == []


def test_a_grouped_id_is_noticed() -> None:
    assert GROUPED_ID.search('<a href="?other={{ one.pk }}">')
    assert not GROUPED_ID.search('<a href="?other={{ one.pk|unlocalize }}">')


def unused(folder: Path, named_elsewhere: set[re.Pattern[str]]) -> list[str]:
    names = template_names(folder)
    named = {used for name in names for used in _named_by(folder / name)}
    return [
        name
        for name in names
        if name not in named | ERROR_PAGES and not any(pattern.fullmatch(name) for pattern in named_elsewhere)
    ]


def _named_by(template: Path) -> Iterator[str]:
    """What a template extends, includes, or uses as a component."""
    for token in Lexer(template.read_text()).tokenize():
        if token.token_type == TokenType.BLOCK:
            words = token.split_contents()
            if words[0] in NAMING_TAGS and (quoted := QUOTED.match(words[1])):
                yield quoted[1].partition("#")[0]
        if token.token_type == TokenType.TEXT:
            yield from (
                _component(name) for name in COMPONENT.findall(token.contents) if name not in NOT_COMPONENTS
            )


def _component(name: str) -> str:
    """`<c-timeline.item>` is cotton/timeline/item.html, `<c-timeline>` may be cotton/timeline/index.html."""
    path = f"cotton/{name.replace('-', '_').replace('.', '/')}"
    return f"{path}/index.html" if (TEMPLATES / path / "index.html").is_file() else f"{path}.html"


def _named_by_python() -> set[re.Pattern[str]]:
    """Texts that end in .html; what an f-string computes may be any one name."""
    patterns = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                patterns.add(re.escape(node.value.partition("#")[0]))
            elif isinstance(node, ast.JoinedStr):
                patterns.add("".join(_pattern(part) for part in node.values))
    return {re.compile(pattern) for pattern in patterns if pattern.endswith("html")}


def _pattern(part: ast.expr) -> str:
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w-]+"


def _overriding() -> set[re.Pattern[str]]:
    """Names that a library's own templates have too: ours take their place."""
    folders = (*get_app_template_dirs("templates"), Path(django.forms.__path__[0]) / "templates")
    return {re.compile(re.escape(name)) for folder in folders for name in template_names(Path(folder))}


def _exists(name: str) -> bool:
    return (TEMPLATES / name).is_file() or any(pattern.fullmatch(name) for pattern in _overriding())
