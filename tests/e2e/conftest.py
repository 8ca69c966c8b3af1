"""A real browser on a real server: one Chromium a run, a fresh context for every visit."""

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from loyalty.launch.browser import find_chromium, why_no_browser
from loyalty.team.models import User
from tests.cast import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page
    from playwright.sync_api._generated import LocatorAssertions

WIDTHS = (360, 900, 1440)
THEMES = ("light", "dark")

OpenPage = Callable[..., "Page"]


def expect(locator: "Locator") -> "LocatorAssertions":
    """Playwright's assertions about it, which wait for a page that is still on its way."""
    from playwright.sync_api import expect as expect_

    return expect_(locator)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium, or the reason why there is none."""
    if reason := why_no_browser():
        pytest.skip(reason)
    from playwright.sync_api import expect as expect_
    from playwright.sync_api import sync_playwright

    # As long as everything else here waits: machines may be slow.
    expect_.set_options(timeout=30_000)

    # Playwright's loop runs in this thread, which Django would take for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=sandbox)
        yield chromium
        chromium.close()
        # Beside Playwright's loop this thread has a connection of its own, which nobody sees afterwards.
        connections.close_all()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser: "Browser", live_server: LiveServer) -> Iterator[OpenPage]:
    """Opens an address as somebody, at a width, in a theme. What the console complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_(
        path: str,
        *,
        user: User | None = None,
        width: int = 1440,
        theme: Literal["light", "dark"] = "light",
        has_script: bool = True,
    ) -> "Page":
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            reduced_motion="reduce",
            java_script_enabled=has_script,
        )
        contexts.append(context)
        if user:
            # A client of their own: signing in to one that has somebody else signs those out.
            _bring_session(context, sign_in(Client(), user), live_server.url)
        page = context.new_page()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def faults_of() -> Callable[["Page"], list[str]]:
    """What axe finds on a page: rule and element of each violation."""
    from axe_playwright_python.sync_playwright import Axe

    def faults(page: "Page") -> list[str]:
        violations = Axe().run(page).response["violations"]
        return [f"{rule['id']}: {node['html'][:120]}" for rule in violations for node in rule["nodes"]]

    return faults


def _bring_session(context: "BrowserContext", client: Client, url: str) -> None:
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
