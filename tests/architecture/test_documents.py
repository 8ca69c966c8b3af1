"""Documents lead somewhere, and README stays short enough to be read."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from loyalty.database.embedded import CHECKOUT
from loyalty.ui.version import version

LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#]+)")
MOST_LINES_OF_README = 120


def test_links_lead_to_files() -> None:
    assert list(dead_links(_documents())) == []


def test_a_dead_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[here](page.md#part) [gone](gone.md) [outside](https://example.com/gone)")

    assert list(dead_links([page])) == ["page.md: gone.md"]


def test_readme_is_short() -> None:
    assert len((CHECKOUT / "README.md").read_text().splitlines()) < MOST_LINES_OF_README


def test_the_changelog_begins_with_a_version() -> None:
    assert re.fullmatch(r"\d+\.\d+(\.\d+)?", version())


def dead_links(pages: Iterable[Path]) -> Iterator[str]:
    for page in pages:
        for target in LINK.findall(page.read_text()):
            if not (page.parent / target).exists():
                yield f"{page.name}: {target}"


def _documents() -> list[Path]:
    return [*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")]
