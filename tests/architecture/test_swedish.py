"""Pages speak the language that the browser asks for, to the last sentence."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.test import Client, override_settings

from loyalty.ui.catalogues import catalogue_paths, compile_catalogue, read_catalogue
from tests.architecture.doors import own_doors
from tests.architecture.estate import make_estate
from tests.cast import make_user, sign_in

FEWEST_WORDS = 3
# What programs are written against speaks the language that all of its names are in.
ENGLISH_BY_DESIGN = {"schema"}


@pytest.fixture
def swedish(tmp_path: Path) -> Iterator[None]:
    """Django with the catalogue as it is now, whatever was compiled before."""
    source = catalogue_paths()["sv"]
    copy = tmp_path / "sv" / "LC_MESSAGES" / "django.po"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(source.read_bytes())
    compile_catalogue(copy, "sv")
    with override_settings(LOCALE_PATHS=[tmp_path]):
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("swedish")
def test_no_english_sentence_is_left_on_a_swedish_page(client: Client) -> None:
    estate = make_estate(make_user("Olive", is_staff=True), word="ours")
    sign_in(client, make_user("Olive"))
    english = sentences()

    left = {
        door.name: found
        for door in own_doors()
        if door.name not in ENGLISH_BY_DESIGN
        and (found := english_on(_page(client, door.address(estate.ids)), english))
    }

    assert left == {}


def test_an_english_sentence_is_noticed() -> None:
    page = "<p>Say how many points customers earn &amp; more</p>"

    assert english_on(page, ["how many points", "not on this page"]) == ["how many points"]


def english_on(page: str, sentences: list[str]) -> list[str]:
    text = unescape(page)
    return [sentence for sentence in sentences if sentence in text]


def sentences() -> list[str]:
    """What is long enough not to stand on a Swedish page by chance, and has nothing to fill in."""
    catalogue = read_catalogue(catalogue_paths()["sv"], "sv")
    ids = [
        message.id for message in catalogue if isinstance(message.id, str) and message.id != message.string
    ]
    return [text for text in ids if len(text.split()) >= FEWEST_WORDS and "%(" not in text]


def _page(client: Client, address: str) -> str:
    response = client.get(address, headers={"accept-language": "sv"})
    is_text = response.headers.get("Content-Type", "").startswith("text/")
    return response.text if is_text and not response.streaming else ""
