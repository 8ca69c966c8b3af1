"""The screens of apps, of the staff who approve them and of developers: fit for everybody, and none too wide."""

from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin

import pytest
from django.utils.timezone import now
from django_scopes import scope

from apps_marketplace.models import Approval, AppState
from loyalty import flows
from loyalty.merchants.models import Merchant
from loyalty.webhooks.actions.endpoints import ping
from tests.apps_marketplace.cast import STEPS, install_app, make_app, make_paying_merchant
from tests.apps_marketplace.oauth.cast import make_starry
from tests.apps_marketplace.posts import POST_HOUSE, PostHouse, offered
from tests.cast import make_merchant, make_staff, make_user
from tests.e2e.conftest import THEMES, WIDTHS, OpenPage, expect
from tests.e2e.test_earning import WIDER_THAN_SCREEN, FaultsOf
from tests.merchants.test_developer import ask, make_key
from tests.webhooks.cast import make_endpoint

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Theme = Literal["light", "dark"]
narrow_light_and_wide_dark = pytest.mark.parametrize(
    ("theme", "width"), [*zip(THEMES, (WIDTHS[0], WIDTHS[-1]), strict=True)]
)
DEVELOPER = "/settings/developer/"
# How Swagger UI builds its own headings, buttons and parts.
OF_SWAGGER = ("heading-order", "nested-interactive", "region")


def make_apps() -> list[str]:
    """An app in every state; the addresses of their pages."""
    merchant = make_paying_merchant()
    make_app("starry")
    for state in STEPS:
        make_app(f"starry-{state}", name=f"Starry {state}", approval=Approval.ALWAYS)
        install_app(merchant, app=f"starry-{state}", state=state)
    return ["/apps/cm-commerce/", "/apps/starry/", *(f"/apps/starry-{state}/" for state in STEPS)]


def make_own_apps(merchant: Merchant) -> list[str]:
    """What a developer drafted and submitted; the addresses of their pages."""
    drafts = (("drafty", AppState.DRAFT), ("reviewed", AppState.IN_REVIEW))
    made = [make_app(slug, developer=merchant, state=state) for slug, state in drafts]
    return ["/apps/build/", "/apps/build/new/", *(f"/apps/build/{app.pk}/" for app in made)]


def make_programs(merchant: Merchant) -> list[str]:
    """Keys that were used and a webhook that was tried; the addresses of their pages."""
    key = make_key(merchant)
    ask(key, path="/v1/customers", status=422)
    with scope(merchant=merchant):
        flows.signing_key_created(merchant, name="Web shop", by=make_user(), at=now())
        endpoint = make_endpoint()
        sent = ping(endpoint, at=now())
    keys = [f"{DEVELOPER}keys/{path}" for path in ("new/", f"{key.pk}/", f"{key.pk}/revoke/")]
    others = [DEVELOPER, f"{DEVELOPER}signing-keys/", f"{DEVELOPER}requests/", f"{DEVELOPER}webhooks/"]
    own = [f"{DEVELOPER}webhooks/{endpoint.pk}/{path}" for path in ("", "change/", "secret/", "remove/")]
    return [*others, *keys, *own, f"{DEVELOPER}webhooks/add/", f"{DEVELOPER}webhooks/deliveries/{sent.pk}/"]


def seen(page: "Page", addresses: list[str], faults_of: FaultsOf) -> dict[str, list[str]]:
    """The pages of these addresses on which something is wrong, and what."""
    found = {}
    for address in addresses:
        answer = page.goto(urljoin(page.url, address))
        assert answer
        assert answer.ok, address
        found[address] = [*faults_of(page), *(["too wide"] if page.evaluate(WIDER_THAN_SCREEN) > 0 else [])]
    return {address: faults for address, faults in found.items() if faults}


@narrow_light_and_wide_dark
def test_pages_of_apps_have_no_faults(
    open_page: OpenPage, faults_of: FaultsOf, theme: Theme, width: int
) -> None:
    apps = make_apps()
    page = open_page("/apps/", user=make_user(), width=width, theme=theme)
    others = ["/apps/", "/apps/?q=nothing+of+that+kind", "/settings/plan/", "/team/notices/"]

    assert seen(page, [*others, *apps, "/apps/starry-connected/remove/"], faults_of) == {}
    page.goto(page.url.replace("remove/", ""))
    page.get_by_role("link", name="Remove").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults_of(page) == []


@narrow_light_and_wide_dark
def test_screenshots_and_settings_have_no_faults(
    open_page: OpenPage, faults_of: FaultsOf, theme: Theme, width: int
) -> None:
    make_paying_merchant()
    page = open_page("/apps/cm-commerce/", user=make_user(), width=width, theme=theme)

    page.get_by_role("link", name="The e-mail builder").click()
    assert page.get_by_role("dialog").get_by_text("The e-mail builder").is_visible()
    assert faults_of(page) == []
    with offered(PostHouse):
        page.goto(urljoin(page.url, f"/apps/{POST_HOUSE}/"))
        page.get_by_role("button", name="Install").click()
        page.get_by_role("link", name="Connect").click()
        page.get_by_label("Password").wait_for()
        assert faults_of(page) == []


@narrow_light_and_wide_dark
def test_pages_of_developers_have_no_faults(
    open_page: OpenPage, faults_of: FaultsOf, theme: Theme, width: int
) -> None:
    merchant = make_paying_merchant()
    addresses = make_own_apps(merchant) + make_programs(merchant)
    page = open_page("/apps/", user=make_user(), width=width, theme=theme)

    assert seen(page, addresses, faults_of) == {}
    for form, button in (("/apps/build/new/", "Make the draft"), (f"{DEVELOPER}keys/new/", "Create key")):
        page.goto(urljoin(page.url, form))
        page.get_by_role("button", name=button).click()
        page.get_by_text("There is a problem").wait_for()
        assert faults_of(page) == []
        assert "This field is required" not in page.inner_text("main")


@narrow_light_and_wide_dark
def test_pages_of_staff_have_no_faults(
    open_page: OpenPage, faults_of: FaultsOf, theme: Theme, width: int
) -> None:
    merchant = make_paying_merchant()
    make_app("submitted", developer=merchant, state=AppState.IN_REVIEW)
    make_starry()
    make_app("submitted-too", approval=Approval.ALWAYS)
    make_app("asking", approval=Approval.ALWAYS)
    waiting, asked = (
        install_app(merchant, app=app, state=state)
        for app, state in (("cm-commerce", "waiting"), ("asking", "asked"))
    )
    at_work = install_app(merchant, app="submitted-too")
    page = open_page("/staff/approvals/", user=make_staff(), width=width, theme=theme)
    decided = [f"{one.pk}/" for one in (waiting, asked, at_work)]
    approvals = [f"/staff/approvals/{path}" for path in ("", "?view=all", *decided)]
    apps = [
        f"/staff/apps/{path}"
        for path in ("", "new/", "cm-commerce/", "starry/", "starry/change/", "submitted/")
    ]

    assert seen(page, [*approvals, *apps, "/staff/merchants/"], faults_of) == {}


def test_empty_pages_have_no_faults(open_page: OpenPage, faults_of: FaultsOf) -> None:
    make_merchant()
    page = open_page("/apps/", user=make_user(), width=WIDTHS[0])
    empty = ["/apps/", "/apps/cm-commerce/", "/apps/build/", "/settings/plan/", "/team/notices/", DEVELOPER]

    assert (
        seen(page, [*empty, *(f"{DEVELOPER}{path}/" for path in ("webhooks", "requests"))], faults_of) == {}
    )


@pytest.mark.parametrize("theme", THEMES)
def test_the_description_of_the_api_can_be_read(
    open_page: OpenPage, faults_of: FaultsOf, theme: Theme
) -> None:
    page = open_page("/docs/", width=WIDTHS[0], theme=theme)

    page.get_by_role("heading", name="Grin REST API").wait_for()
    page.locator(".opblock").first.wait_for()

    assert [fault for fault in faults_of(page) if not fault.startswith(OF_SWAGGER)] == []
    assert page.evaluate(WIDER_THAN_SCREEN) == 0


def test_tabs_that_are_too_wide_begin_at_the_current_one(open_page: OpenPage) -> None:
    make_merchant()

    page = open_page(f"{DEVELOPER}requests/", user=make_user(), width=320)

    place, tab = (page.locator(each).bounding_box() for each in (".tabs", ".tab[aria-current]"))
    assert place
    assert tab
    assert place["x"] <= tab["x"]
    assert tab["x"] + tab["width"] <= place["x"] + place["width"] + 1
