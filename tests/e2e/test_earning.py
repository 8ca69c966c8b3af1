"""From "Add earning rule" to points that explain themselves, as a merchant clicks it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import now
from django_scopes import scope

from earning.actions import ActivityFacts
from earning.conditions import Categories, MinimumOrder, Weekdays
from earning.models import Rule
from loyalty import flows
from loyalty.merchants.models import Merchant
from tests.apps_marketplace.cast import install_app
from tests.cast import make_customer, make_merchant, make_order, make_rule, make_user
from tests.e2e.conftest import THEMES, WIDTHS, OpenPage, expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FaultsOf = Callable[["Page"], list[str]]
REVIEW = "CM Commerce: Review a purchased product"
WIDER_THAN_SCREEN = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def make_shop() -> Merchant:
    """Olive's shop with CM Commerce installed."""
    merchant = make_merchant(currency="USD")
    install_app(merchant)
    return merchant


def make_busy_shop() -> list[str]:
    """A shop with rules, orders and activities; the addresses of its pages."""
    merchant = make_shop()
    asks = (MinimumOrder(20_00), Categories(("coffee",)), Weekdays((1, 2, 3, 4, 5, 6, 7)))
    rule = make_rule(merchant, name="Shopping")
    make_rule(merchant, name="Coffee", conditions=asks, limit_count=2, limit_period="day")
    make_rule(merchant, action="cm-commerce/review", name=REVIEW, points=50)
    ada = make_customer(merchant, points=5)
    order = make_order(ada, goods_cents=29_33, at=now())
    with scope(merchant=merchant):
        flows.activity_received(
            ada, facts=ActivityFacts("cm-commerce", "cm-commerce/review", "r1", now()), at=now()
        )
        entries = [entry.pk for entry in ada.points_transactions.order_by("pk")]
    earning = "/program/points/earning/"
    pages = ["/", earning, f"{earning}add/", f"{earning}add/place_order/", f"{earning}{rule.pk}/"]
    pages += [f"{earning}{rule.pk + 1}/", f"{earning}{rule.pk}/restore/1/"]
    pages += ["/program/activity/", *(f"/program/activity/{entry}/" for entry in entries)]
    pages += ["/customers/", f"/customers/{ada.pk}/", f"/customers/{ada.pk}/adjust/"]
    return [*pages, "/orders/", f"/orders/{order.pk}/", "/orders/imports/", "/orders/imports/new/"]


def test_review_rule_is_added_and_its_review_is_explained(open_page: OpenPage) -> None:
    merchant = make_shop()
    page = open_page("/", user=make_user())

    page.get_by_role("link", name="Points").first.click()
    page.get_by_role("link", name="Add earning rule").first.click()
    store = page.get_by_role("region", name="Store")
    store.get_by_role("article").filter(has_text=REVIEW).get_by_role("link", name="Add action").click()
    page.get_by_label("Points").fill("75")
    page.get_by_role("button", name="Create").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(REVIEW, use_inner_text=True)
    expect(page.get_by_text("Customers earn 75 points.")).to_be_visible()
    expect(page.get_by_text("Rule created")).to_be_visible()
    with scope(merchant=merchant):
        assert Rule.objects.get().action == "cm-commerce/review"
        review = ActivityFacts("cm-commerce", "cm-commerce/review", "review-1", now())
        flows.activity_received(make_customer(merchant), facts=review, at=now())

    page.get_by_role("link", name="Activity").click()
    page.get_by_role("link", name=REVIEW).click()

    expect(page.get_by_text(f"“{REVIEW}” gave 75 points for an activity.")).to_be_visible()
    expect(page.get_by_text("review-1")).to_be_visible()


def test_order_rule_shows_its_example_and_its_order_explains_itself(open_page: OpenPage) -> None:
    merchant = make_shop()
    page = open_page("/program/points/earning/add/place_order/", user=make_user())

    page.get_by_label("Points", exact=True).fill("3")
    page.get_by_label("For every").fill("2.50")
    page.get_by_text("Customers earn 3 points for every $2.50.").wait_for()
    expect(page.get_by_text("An order of $124.75 gives 149 points")).to_be_visible()
    page.get_by_role("button", name="Create").click()
    page.get_by_text("Rule created").wait_for()
    make_order(make_customer(merchant), number="#1001", goods_cents=29_33, at=now())
    page.get_by_role("link", name="Activity").click()
    page.get_by_role("link", name="Order #1001").click()

    expect(page.get_by_text("$29.33 × 3 points per $2.50 = 35.196 → 35 (rounded down)")).to_be_visible()


def test_fixed_points_need_no_amount(open_page: OpenPage) -> None:
    make_shop()
    page = open_page("/program/points/earning/add/place_order/", user=make_user())

    page.get_by_label("A fixed number of points").check()

    page.get_by_text("Customers earn 1 point.").wait_for()
    expect(page.get_by_label("For every")).to_be_hidden()


def test_change_brings_the_save_bar_and_a_line_of_history(open_page: OpenPage) -> None:
    rule = make_rule(make_shop(), name="Shopping")
    page = open_page(f"/program/points/earning/{rule.pk}/", user=make_user())
    expect(page.get_by_role("button", name="Save")).to_be_hidden()

    page.get_by_label("Points", exact=True).fill("2")
    page.get_by_role("button", name="Save").click()

    page.get_by_text("Rule saved").wait_for()
    expect(page.get_by_text("Earning value: 1 point for every $1 → 2 points for every $1")).to_be_visible()


def test_limit_and_condition_are_set_and_read_as_sentences(open_page: OpenPage) -> None:
    merchant = make_shop()
    rule = make_rule(merchant, name="Shopping")
    page = open_page(f"/program/points/earning/{rule.pk}/", user=make_user())

    page.get_by_label("How often each customer earns").select_option("month")
    page.get_by_label("Times at most").fill("3")
    page.get_by_text("Add condition").click()
    page.get_by_role("button", name="Minimum order value").click()
    page.get_by_label("Orders of at least").fill("25")
    page.get_by_text("Orders of at least $25.00").wait_for()
    expect(page.get_by_text("At most 3 times a month").first).to_be_visible()
    page.get_by_role("button", name="Save").click()

    page.get_by_text("Rule saved").wait_for()
    expect(page.get_by_text("Condition added: Orders of at least $25.00")).to_be_visible()
    with scope(merchant=merchant):
        version = rule.versions.get(number=2)
    assert (version.limit_count, version.limit_period) == (3, "month")
    assert version.conditions == [MinimumOrder(25_00).as_json()]


def test_condition_is_added_and_removed_without_script(open_page: OpenPage) -> None:
    rule = make_rule(make_shop())
    page = open_page(f"/program/points/earning/{rule.pk}/", user=make_user(), has_script=False)

    page.get_by_text("Add condition").click()
    page.get_by_role("button", name="Minimum order value").click()
    page.get_by_label("Orders of at least").fill("25")
    page.get_by_label("Orders of at least").press("Enter")
    expect(page.get_by_text("Rule saved")).to_be_visible()
    page.get_by_role("button", name="Remove Minimum order value").click()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("Condition removed: Orders of at least $25.00")).to_be_visible()


def test_rule_is_disabled_by_its_button(open_page: OpenPage) -> None:
    rule = make_rule(make_shop())
    page = open_page(f"/program/points/earning/{rule.pk}/", user=make_user())

    page.get_by_role("button", name="Disable").click()

    page.get_by_text("Rule disabled.").wait_for()
    expect(page.get_by_role("button", name="Enable")).to_be_visible()


def test_rule_is_added_without_script(open_page: OpenPage) -> None:
    make_shop()
    page = open_page("/program/points/earning/add/sign_up/", user=make_user(), has_script=False)

    page.get_by_label("Points").fill("0")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Enter at least 1 point.").first).to_be_visible()
    page.get_by_label("Points").fill("200")
    page.get_by_role("button", name="Create").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign up", use_inner_text=True)


@pytest.mark.parametrize(("theme", "axe_width"), [*zip(THEMES, (WIDTHS[0], WIDTHS[-1]), strict=True)])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    theme: str, axe_width: int, open_page: OpenPage, faults_of: FaultsOf
) -> None:
    paths = make_busy_shop()
    page = open_page("/", user=make_user(), theme=theme)
    base = page.url.rstrip("/")
    found = {}

    for path in paths:
        page.goto(base + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            faults = faults_of(page) if width == axe_width else []
            found[path, width] = [*faults, *([f"wider by {by}"] if (by := _too_wide(page)) else [])]

    assert {where: faults for where, faults in found.items() if faults} == {}


def _too_wide(page: "Page") -> int:
    return max(0, int(page.evaluate(WIDER_THAN_SCREEN)))
