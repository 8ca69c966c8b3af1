"""From "Add way to redeem" to a coupon and back to points, as a merchant clicks it."""

from typing import Literal

import pytest
from django.utils.timezone import now
from django_scopes import scope

from loyalty import flows
from loyalty.merchants.models import Merchant
from loyalty.points.queries import balance_of
from loyalty.rewards.models import Coupon, Exchange
from tests.cast import make_customer, make_merchant, make_reward, make_user
from tests.e2e.conftest import THEMES, WIDTHS, OpenPage, expect
from tests.e2e.test_earning import WIDER_THAN_SCREEN, FaultsOf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SPENDING = "/program/points/spending/"
COUPONS = "/program/points/coupons/"


def make_coupons(merchant: Merchant) -> list[Coupon]:
    """Two of Ada, for 500 points each."""
    reward, ada = make_reward(merchant, name="€5 off"), make_customer(merchant, points=1000)
    with scope(merchant=merchant):
        return [
            flows.reward_redeemed(reward, customer=ada, key=key, by=None, at=now()).coupon
            for key in ("a", "b")
        ]


def test_a_reward_is_made_redeemed_and_its_coupon_cancelled(open_page: OpenPage) -> None:
    merchant = make_merchant()
    ada = make_customer(merchant, points=700)
    page = open_page(SPENDING, user=make_user())

    page.get_by_role("link", name="Add way to redeem").first.click()
    page.get_by_role("link", name="Amount off", exact=True).click()
    page.get_by_label("Name", exact=True).first.fill("Five off")
    page.get_by_label("Amount off").fill("5")
    page.get_by_label("Price in points").fill("500")
    page.get_by_text("Customers get €5.00 off for 500 points.").wait_for()
    page.get_by_role("button", name="Create reward").click()
    page.get_by_text("Reward created").wait_for()

    page.goto(page.url.split("/program/")[0] + f"/customers/{ada.pk}/")
    page.get_by_role("link", name="Redeem for customer").first.click()
    page.get_by_label("Five off · 500 points").check()
    page.get_by_role("button", name="Issue coupon").click()
    page.get_by_text("Coupon issued.").wait_for()
    expect(page.get_by_text("Redeemed for points")).to_be_visible()
    with scope(merchant=merchant):
        assert balance_of(ada) == 200

    page.get_by_label("More actions").click()
    page.get_by_role("link", name="Cancel coupon").click()
    expect(page.get_by_text("500 points go back to Ada")).to_be_visible()
    page.get_by_role("button", name="Cancel coupon").click()
    page.get_by_text("Coupon cancelled.").wait_for()
    with scope(merchant=merchant):
        assert balance_of(ada) == 700


def test_chosen_coupons_are_cancelled_together(open_page: OpenPage) -> None:
    coupons = make_coupons(make_merchant())
    page = open_page(COUPONS, user=make_user())
    expect(page.get_by_role("button", name="Cancel coupons")).to_be_hidden()

    for coupon in coupons:
        page.get_by_label(f"Choose {coupon.code}").check()
    page.get_by_role("button", name="Cancel coupons").click()

    warning = "2 coupons will be cancelled: their codes stop working, and 1,000 points go back"
    expect(page.get_by_text(warning)).to_be_visible()
    page.get_by_role("button", name="Cancel coupons").click()
    page.get_by_text("2 coupons cancelled.").wait_for()


@pytest.mark.parametrize(("theme", "width"), [*zip(THEMES, (WIDTHS[0], WIDTHS[-1]), strict=True)])
def test_pages_of_rewards_have_no_faults(
    open_page: OpenPage, faults_of: FaultsOf, theme: Literal["light", "dark"], width: int
) -> None:
    merchant = make_merchant()
    coupon, _other = make_coupons(merchant)
    slider = make_reward(
        merchant, exchange=Exchange.VARIABLE, step=100, step_value_cents=1_00, points_min=100
    )
    page = open_page(SPENDING, user=make_user(), width=width, theme=theme)
    addresses = [SPENDING, f"{SPENDING}add/", f"{SPENDING}add/free-shipping/", f"{SPENDING}{slider.pk}/"]
    addresses += [COUPONS, f"{COUPONS}{coupon.pk}/", f"{COUPONS}{coupon.pk}/cancel/"]
    addresses += [f"{COUPONS}cancel/?coupon={coupon.pk}", f"{SPENDING}for/{coupon.customer_id}/"]

    found = {}
    for address in addresses:
        page.goto(page.url.split("/program/")[0] + address)
        found[address] = [*faults_of(page), *(["too wide"] if page.evaluate(WIDER_THAN_SCREEN) > 0 else [])]

    assert found == {address: [] for address in addresses}
