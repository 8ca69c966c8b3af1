"""From the Apps page to points for a review, and back to nothing: CM Commerce, as people click it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.cast import make_customer, make_staff, make_user
from tests.e2e.conftest import OpenPage, expect
from tests.providers.cm_commerce.work import start_working
from tests.providers.stand_in import EMAIL, PASSWORD
from tests.providers.story import Story, telling
from tests.webhooks.cast import sweep

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FaultsOf = Callable[["Page"], list[str]]
REVIEW = "CM Commerce: Review a purchased product"
WIDER_THAN_SCREEN = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def story(live_server: LiveServer, tmp_path: Path, settings: Settings) -> Iterator[Story]:
    """A shop on a paid plan, and CM Commerce on a port of its own, at work by itself."""
    settings.WEBHOOKS_TO_LOOPBACK = True
    with telling(live_server.url, tmp_path) as told:
        end = start_working(told.commerce)
        yield told
        end.set()


def ask_for_app(page: "Page") -> None:
    page.get_by_role("link", name="Apps", exact=True).click()
    page.get_by_role("link", name="CM Commerce").click()
    page.get_by_role("button", name="Install").click()
    page.get_by_text("Waiting for approval").first.wait_for()


def approve(page: "Page") -> None:
    page.get_by_role("link", name="Olive's oils").click()
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("Approved").first.wait_for()


def authorize(page: "Page") -> None:
    """From the app's page by consent and CM Commerce's sign-in to its Connection Settings."""
    page.reload()
    page.get_by_role("link", name="Authorize").click()
    page.get_by_role("heading", name="Connect CM Commerce to Olive's oils?").wait_for()
    expect(page.get_by_text("Read customers")).to_be_visible()
    page.get_by_role("button", name="Authorize").click()
    page.get_by_role("heading", name="Sign in to CM Commerce").wait_for()
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("Your loyalty account has been authorized.").wait_for()


def add_rule(page: "Page") -> None:
    page.get_by_role("link", name="Points").first.click()
    page.get_by_role("link", name="Add earning rule").first.click()
    page.get_by_role("article").filter(has_text=REVIEW).get_by_role("link", name="Add action").click()
    page.get_by_label("Points").fill("75")
    page.get_by_role("button", name="Create").click()
    page.get_by_role("heading", level=1, name=REVIEW).wait_for()
    page.get_by_label("How often each customer earns").select_option("month")
    page.get_by_label("Times at most").fill("3")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Rule saved").wait_for()


def leave_review(page: "Page") -> None:
    """Olive asks Ada, and Ada reviews one product of the order."""
    page.get_by_role("link", name="Reviews").click()
    page.get_by_label("Customer's e-mail address").fill("ada@example.com")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="Open the shopper's page").first.click()
    page.get_by_label("What should others know?").fill("The best oil that I ever had on bread.")
    page.get_by_role("button", name="Publish review").click()
    page.get_by_text("Thank you.").wait_for()


def remove_app(page: "Page") -> None:
    page.get_by_role("link", name="Apps", exact=True).click()
    page.get_by_role("link", name="CM Commerce").click()
    page.get_by_role("link", name="Remove").click()
    expect(page.get_by_label("Ask CM Commerce to delete the customer data it holds")).to_be_checked()
    page.get_by_role("button", name="Remove app").click()
    page.get_by_role("button", name="Install").wait_for()
    expect(
        page.get_by_text("CM Commerce is asked to delete the customer data it holds.").first
    ).to_be_visible()


def wait_for_row(page: "Page", address: str, text: str) -> None:
    """Until a page that is told in the background says this."""
    for _try in range(40):
        page.goto(address)
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(250)
    raise AssertionError(page.inner_text("main"))


def test_app_is_installed_approved_authorized_used_and_removed(
    open_page: OpenPage, live_server: LiveServer, story: Story
) -> None:
    make_customer(story.merchant, points=40)
    commerce = story.commerce.setup.address
    page = open_page("/", user=make_user())

    ask_for_app(page)
    approve(open_page("/staff/approvals/", user=make_staff()))
    authorize(page)
    wait_for_row(page, f"{commerce}/customers", "ada@example.com")
    page.goto(live_server.url)
    add_rule(page)
    page.goto(f"{commerce}/connection")
    leave_review(page)
    wait_for_row(page, f"{commerce}/reviews", "Accepted")
    page.goto(f"{live_server.url}/program/activity/")
    page.get_by_role("link", name=REVIEW).click()

    expect(page.get_by_text(f"“{REVIEW}” gave 75 points for an activity.")).to_be_visible()
    expect(page.get_by_text("order-CM-1042")).to_be_visible()

    remove_app(page)
    page.goto(f"{commerce}/customers")
    page.get_by_role("button", name="Sync now").click()
    wait_for_row(page, f"{commerce}/connection", "Access refused")

    expect(page.get_by_text("Grin no longer accepts our access.")).to_be_visible()

    sweep()
    page.goto(f"{live_server.url}/apps/cm-commerce/")

    expect(page.get_by_text("CM Commerce was asked to delete").first).to_contain_text("confirmed")
    assert story.commerce.store.rows("SELECT * FROM customers") == []
    assert story.commerce.store.rows("SELECT * FROM segments") == []
    page.goto(f"{commerce}/connection")
    expect(page.get_by_text("we deleted what we held of its customers")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_stand_in_is_fit_for_everybody(
    open_page: OpenPage, story: Story, faults_of: FaultsOf, theme: str
) -> None:
    make_customer(story.merchant, points=40)
    story.install()
    commerce = story.commerce.setup.address
    page = open_page("/", width=360, theme=theme)
    page.goto(f"{commerce}/sign-in")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    for path in ("/connection", "/customers", "/emails", "/follow-ups", "/reviews"):
        page.goto(commerce + path)
        assert faults_of(page) == []
        assert page.evaluate(WIDER_THAN_SCREEN) == 0
