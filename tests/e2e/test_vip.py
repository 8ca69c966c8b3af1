"""Three tiers, and a change that shows who would move, as a merchant clicks it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import now
from django_scopes import scope

from tests.cast import make_customer, make_merchant, make_order, make_tiers, make_user
from tests.e2e.conftest import THEMES, WIDTHS, OpenPage, expect
from tests.vip.moves import tier_name
from vip.models import Tier, VipChange

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FaultsOf = Callable[["Page"], list[str]]
WIDER_THAN_SCREEN = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def add_tier(page: "Page", name: str, milestone: str, *, points: str = "") -> None:
    page.get_by_role("link", name="Add tier").first.click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Milestone").fill(milestone)
    page.get_by_label("Points for entering").fill(points)
    page.get_by_role("button", name="Add tier").click()


def test_three_tiers_are_made_and_a_change_shows_who_would_move(open_page: OpenPage) -> None:
    merchant = make_merchant(currency="USD")
    ada = make_customer(merchant, last_name="Lovelace")
    make_order(ada, goods_cents=300_00, at=now())
    page = open_page("/", user=make_user())

    page.get_by_role("link", name="VIP").first.click()
    add_tier(page, "Bronze", "0")
    add_tier(page, "Silver", "200")
    add_tier(page, "Gold", "500", points="100")
    page.get_by_role("button", name="Switch on").click()
    page.get_by_role("button", name="Apply and move 1 customer").click()
    page.get_by_text("The change is made").wait_for()
    page.get_by_role("link", name="VIP").first.click()
    page.get_by_role("link", name="Gold").click()
    page.get_by_label("Milestone").fill("250")
    page.get_by_role("button", name="Save").click()

    page.get_by_text("Who would move").wait_for()
    expect(page.get_by_role("link", name="Ada Lovelace")).to_be_visible()
    expect(page.get_by_text("In all 100 points.")).to_be_visible()
    with scope(merchant=merchant):
        assert tier_name(ada) == "Silver"

    page.get_by_role("button", name="Apply and move 1 customer").click()
    page.get_by_text("The change is made").wait_for()

    with scope(merchant=merchant):
        assert tier_name(ada) == "Gold"


def test_only_what_a_choice_needs_is_asked(open_page: OpenPage) -> None:
    make_merchant()
    page = open_page("/program/vip/settings/", user=make_user())
    expect(page.get_by_label("How many days")).to_be_hidden()

    page.get_by_label("The last so many days").check()
    page.get_by_label("Number of orders").check()

    expect(page.get_by_label("How many days")).to_be_visible()
    expect(page.get_by_label("Goods after discounts")).to_be_hidden()


def test_a_tier_is_set_on_the_customers_page(open_page: OpenPage) -> None:
    merchant = make_merchant()
    make_tiers(merchant)
    ada = make_customer(merchant)
    page = open_page(f"/customers/{ada.pk}/", user=make_user())

    page.get_by_role("link", name="Set the VIP tier").click()
    page.get_by_label("At least this tier").select_option("Gold")
    page.get_by_label("Reason").fill("A good friend")
    page.get_by_role("button", name="Set tier").click()

    page.get_by_text("Tier set.").wait_for()
    expect(page.get_by_text("Set by hand. A good friend")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_every_page_fits_and_has_no_fault(
    open_page: OpenPage, faults_of: FaultsOf, width: int, theme: str
) -> None:
    merchant = make_merchant()
    make_tiers(merchant)
    ada = make_customer(merchant)
    make_order(ada, goods_cents=300_00, at=now())
    with scope(merchant=merchant):
        gold, change = Tier.objects.get(name="Gold"), VipChange.objects.get()
    program = ["", "add/", "settings/", "moves/", f"tiers/{gold.pk}/", f"changes/{change.pk}/"]
    pages = [f"/program/vip/{path}" for path in program]
    pages += [f"/customers/{ada.pk}/", f"/customers/{ada.pk}/tier/"]

    for path in pages:
        page = open_page(path, user=make_user(), width=width, theme=theme)

        assert faults_of(page) == [], path
        assert page.evaluate(WIDER_THAN_SCREEN) <= 0, path
