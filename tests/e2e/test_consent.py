"""A merchant connects an app in a real browser, which keeps to the page's policy."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs, urlsplit

import pytest

from apps_marketplace.models import Grant
from apps_marketplace.oauth.actions import change_redirects
from apps_marketplace.oauth.snapshots import digest
from tests.apps_marketplace.cast import make_paying_merchant
from tests.apps_marketplace.oauth.cast import make_starry
from tests.cast import make_user
from tests.e2e.conftest import OpenPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Welcome(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Starry</title><link rel=icon href=data:,><h1>Welcome</h1>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's name
        """Says nothing."""


@pytest.fixture
def callback() -> Iterator[str]:
    """Where the app waits for people to come back."""
    server = HTTPServer(("127.0.0.1", 0), Welcome)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/callback"
    server.shutdown()
    server.server_close()


def test_authorizing_leads_to_the_app_with_a_code(open_page: OpenPage, callback: str) -> None:
    make_paying_merchant()
    starry = make_starry()
    change_redirects(starry.application, redirect_uris=[callback])

    page = open_page(starry.address(redirect_uri=callback), user=make_user("Olive"))
    page.get_by_role("button", name="Authorize").click()
    page.get_by_role("heading", name="Welcome").wait_for()

    answer = parse_qs(urlsplit(page.url).query)
    assert answer["state"] == ["a-state"]
    assert Grant.objects.get().code == digest(answer["code"][0])


def test_cancelling_leads_to_the_app_without_one(open_page: OpenPage, callback: str) -> None:
    make_paying_merchant()
    starry = make_starry()
    change_redirects(starry.application, redirect_uris=[callback])

    page = open_page(starry.address(redirect_uri=callback), user=make_user("Olive"))
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("heading", name="Welcome").wait_for()

    assert parse_qs(urlsplit(page.url).query)["error"] == ["access_denied"]
    assert Grant.objects.count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_anyone_can_use_the_page(
    open_page: OpenPage, faults_of: Callable[["Page"], list[str]], theme: Literal["light", "dark"]
) -> None:
    make_paying_merchant()
    make_paying_merchant(name="Olive's teas")
    starry = make_starry(scopes=["customer:read", "points_transaction:write"])

    page = open_page(starry.address(), user=make_user("Olive"), width=360, theme=theme)

    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
