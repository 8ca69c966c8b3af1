"""The style guide holds every component, so what is true of it is true of every screen made from them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from loyalty.ui.samples import KINDS
from tests.cast import make_merchant, make_staff, make_user
from tests.e2e.conftest import THEMES, WIDTHS, OpenPage, expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FaultsOf = Callable[["Page"], list[str]]
PAGES = ("/styleguide/", *(f"/styleguide/{kind}/" for kind in KINDS))
WIDER_THAN_SCREEN = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_at_any_width(theme: str, open_page: OpenPage, faults_of: FaultsOf) -> None:
    page = open_page("/styleguide/", user=make_staff(), theme=theme)
    faults = {}

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        faults[width] = faults_of(page)

    assert faults == {width: [] for width in WIDTHS}


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_on_any_kind_of_page(kind: str, open_page: OpenPage, faults_of: FaultsOf) -> None:
    page = open_page(f"/styleguide/{kind}/", user=make_staff(), theme="dark")

    assert faults_of(page) == []


def test_axe_would_find_something(open_page: OpenPage, faults_of: FaultsOf) -> None:
    page = open_page("/styleguide/", user=make_staff())

    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=data:,>')")

    assert [fault.split(":")[0] for fault in faults_of(page)] == ["image-alt"]


@pytest.mark.parametrize("width", [320, 360, 900, 1600])
def test_nothing_is_wider_than_the_screen(width: int, open_page: OpenPage) -> None:
    page = open_page("/styleguide/", user=make_staff(), width=width)
    too_wide = {}

    for path in PAGES:
        page.goto(page.url.split("/styleguide/")[0] + path)
        too_wide[path] = page.evaluate(WIDER_THAN_SCREEN)

    assert {path: by for path, by in too_wide.items() if by > 0} == {}


def test_the_keyboard_alone_reaches_content_search_and_help(open_page: OpenPage) -> None:
    page = open_page("/styleguide/index/", user=make_staff())

    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content", use_inner_text=True)
    page.keyboard.press("Enter")
    expect(page.locator("main:focus")).to_have_count(1)
    page.keyboard.press("/")
    expect(page.locator(":focus")).to_have_attribute("name", "q")
    page.keyboard.press("Tab")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_g_and_a_letter_goes_there(open_page: OpenPage) -> None:
    page = open_page("/styleguide/index/", user=make_staff())
    there = page.locator('[data-go="c"]')
    href = there.get_attribute("href")

    with page.expect_navigation():
        page.keyboard.press("g")
        page.keyboard.press("c")

    assert href == "/customers/"


def test_a_menu_opens_walks_and_closes_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/styleguide/", user=make_staff())
    menu = page.locator("main details.menu").first

    menu.locator("summary").press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.locator(":focus")).to_have_text("Export", use_inner_text=True)
    page.keyboard.press("Escape")

    expect(page.locator("main details.menu[open]")).to_have_count(0)
    expect(page.locator(":focus")).to_have_attribute("aria-label", "More actions")


def test_a_dialog_gives_the_focus_back(open_page: OpenPage) -> None:
    page = open_page("/styleguide/", user=make_staff())
    opener = page.get_by_role("button", name="Add earning rule")

    opener.click()
    expect(page.get_by_role("dialog", name="Adjust points")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator(":focus")).to_have_text("Add earning rule", use_inner_text=True)


def test_the_save_bar_waits_for_a_change_and_leaving_asks(open_page: OpenPage) -> None:
    page = open_page("/styleguide/editor/", user=make_staff())
    bar = page.locator("[data-save-bar]")
    expect(bar).to_be_hidden()

    page.get_by_label("Rule name").fill("Buy something")
    expect(bar).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_event("dialog") as asked:
        page.reload()
    assert asked.value.type == "beforeunload"
    page.get_by_label("Rule name").fill("Buy something")
    page.get_by_role("button", name="Discard").click()
    bar.wait_for(state="hidden")

    expect(page.get_by_label("Rule name")).to_have_value("Place an order")


def test_the_theme_changes_at_once_and_stays(open_page: OpenPage) -> None:
    page = open_page("/styleguide/", user=make_staff())
    page.locator(".nav-who").last.click()

    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_navigation_of_a_phone_is_a_drawer(open_page: OpenPage) -> None:
    olive = make_user("Olive", is_staff=True)
    make_merchant(owner=olive)
    page = open_page("/styleguide/index/", user=olive, width=360)
    place = page.get_by_role("link", name="Customers")
    expect(place).to_be_hidden()

    page.get_by_role("button", name="Open navigation").click()
    expect(place).to_be_visible()
    page.keyboard.press("Escape")

    expect(place).to_be_hidden()
    expect(page.locator(":focus")).to_have_attribute("aria-label", "Open navigation")


def test_a_row_is_a_link_as_a_whole(open_page: OpenPage) -> None:
    page = open_page("/styleguide/index/", user=make_staff())

    with page.expect_navigation():
        page.locator("tbody tr").first.locator("td").nth(3).click(force=True)

    assert page.url.endswith("/styleguide/detail/")


def test_searching_refreshes_the_list_and_keeps_the_focus(open_page: OpenPage) -> None:
    page = open_page("/styleguide/index/", user=make_staff())
    search = page.get_by_role("searchbox", name="Search customers")

    with page.expect_response("**/styleguide/index/?q=ada*"):
        search.press_sequentially("ada")
    page.wait_for_url("**/styleguide/index/?q=ada*")

    expect(page.locator(":focus")).to_have_value("ada")
    expect(page.locator("#results tbody tr").nth(1)).to_be_visible()


def test_progress_moves_by_itself(open_page: OpenPage) -> None:
    page = open_page("/styleguide/", user=make_staff())

    with page.expect_response("**/styleguide/progress/") as polled:
        page.locator("#progress").scroll_into_view_if_needed()

    assert polled.value.status == 200
    expect(page.locator("#progress progress")).to_have_count(1)


def test_code_is_copied_and_the_button_says_so(open_page: OpenPage) -> None:
    page = open_page("/styleguide/", user=make_staff())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator("[data-copy='sample-code']")

    button.click()
    button.get_by_text("Copied").wait_for()

    assert page.evaluate("navigator.clipboard.readText()").startswith("curl https://")


def test_a_dropped_file_is_named(open_page: OpenPage) -> None:
    page = open_page("/styleguide/wizard/", user=make_staff())

    page.locator("input[type=file]").set_input_files(
        {"name": "orders.csv", "mimeType": "text/csv", "buffer": b"id;total" * 1000}
    )

    expect(page.locator("[data-file-name]")).to_have_text("orders.csv · 8 kB", use_inner_text=True)


def test_what_an_answer_announces_is_shown_and_can_be_dismissed(open_page: OpenPage) -> None:
    page = open_page("/styleguide/index/", user=make_staff())
    detail = "{detail: {text: 'Points <b>adjusted</b>.', tone: 'good'}}"

    page.evaluate(f"document.dispatchEvent(new CustomEvent('toast', {detail}))")
    toast = page.get_by_role("status").locator(".toast")
    expect(toast).to_have_text("Points <b>adjusted</b>.", use_inner_text=True)
    toast.get_by_role("button", name="Dismiss").click()

    expect(toast).to_have_count(0)


def test_everything_can_be_done_without_script(open_page: OpenPage) -> None:
    page = open_page("/styleguide/editor/", user=make_staff(), width=360, has_script=False)

    expect(page.get_by_role("button", name="Save")).to_be_visible()
    expect(page.get_by_role("link", name="Customers")).to_be_visible()
    expect(page.get_by_role("button", name="Open navigation")).to_be_hidden()
    page.locator(".nav-who").last.click()
    page.get_by_role("button", name="Dark").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
def test_axe_finds_nothing_before_one_is_in(path: str, open_page: OpenPage, faults_of: FaultsOf) -> None:
    page = open_page(path, width=360)

    assert faults_of(page) == []
    assert page.evaluate(WIDER_THAN_SCREEN) <= 0


@pytest.mark.parametrize("path", ["/accounts/email/", "/accounts/password/change/", "/accounts/2fa/"])
def test_axe_finds_nothing_in_the_account(path: str, open_page: OpenPage, faults_of: FaultsOf) -> None:
    page = open_page(path, width=360, user=make_staff())

    assert faults_of(page) == []
    assert page.evaluate(WIDER_THAN_SCREEN) <= 0
