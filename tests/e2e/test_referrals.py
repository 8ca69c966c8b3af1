"""From setting up referrals to a friend's coupon, and what a person decides about an invitation."""

from typing import Literal

import pytest
from django_scopes import scope

from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.points.queries import balance_of
from loyalty.referrals.queries import code_of
from tests.cast import make_customer, make_merchant, make_reward, make_user
from tests.e2e.conftest import THEMES, WIDTHS, OpenPage, expect
from tests.e2e.test_earning import WIDER_THAN_SCREEN, FaultsOf
from tests.flows.shop import receive
from tests.referrals.cast import FRIEND, buys, invite, promise

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REFERRALS = "/program/referrals/"


def make_blocked(merchant: Merchant) -> int:
    """Ada's own other address, which bought something nevertheless."""
    ada = make_customer(merchant, email="ada@example.com")
    with scope(merchant=merchant):
        promise(merchant)
        referral = invite(ada, email="ada2@example.com")
        receive(buys(email="ada2@example.com"), merchant=merchant)
    return referral.pk


def test_a_friend_follows_the_link_and_gets_a_coupon(open_page: OpenPage) -> None:
    merchant = make_merchant()
    make_reward(merchant, name="A free mug")
    ada = make_customer(merchant, email="ada@example.com")
    ada.refresh_from_db()
    page = open_page(REFERRALS, user=make_user())

    page.get_by_role("link", name="Set up referrals").click()
    page.get_by_label("Customers can invite friends").check()
    page.get_by_role("textbox", name="Points").fill("500")
    page.get_by_label("The friend gets").select_option(label="A free mug")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Settings saved.").wait_for()

    page.goto(page.url.split("/program/")[0] + f"/r/{code_of(ada)}/")
    page.get_by_label("Your e-mail address").fill(FRIEND)
    page.get_by_role("button", name="Accept the invitation").click()

    page.get_by_text("A free mug").wait_for()
    expect(page.get_by_role("button", name="Copy")).to_be_visible()


def test_an_invitation_is_allowed_and_blocked_by_hand(open_page: OpenPage) -> None:
    merchant = make_merchant()
    referral_id = make_blocked(merchant)
    page = open_page(f"{REFERRALS}{referral_id}/", user=make_user())
    expect(page.get_by_text("Similar addresses").first).to_be_visible()

    page.get_by_role("link", name="Allow").click()
    page.get_by_label("Reason").fill("Her sister, we asked")
    page.get_by_role("button", name="Allow").click()
    page.get_by_text("Invitation allowed.").wait_for()
    expect(page.get_by_text("Completed")).to_be_visible()

    page.get_by_role("link", name="Block").click()
    page.get_by_label("Reason").fill("It was not")
    page.get_by_role("button", name="Block").click()
    page.get_by_text("Invitation blocked.").wait_for()
    with scope(merchant=merchant):
        assert balance_of(Customer.objects.get(email="ada@example.com")) == 0


@pytest.mark.parametrize(("theme", "width"), [*zip(THEMES, (WIDTHS[0], WIDTHS[-1]), strict=True)])
def test_pages_of_referrals_have_no_faults(
    open_page: OpenPage, faults_of: FaultsOf, theme: Literal["light", "dark"], width: int
) -> None:
    referral_id = make_blocked(make_merchant())
    page = open_page(REFERRALS, user=make_user(), width=width, theme=theme)

    found = {}
    for address in (REFERRALS, f"{REFERRALS}{referral_id}/", f"{REFERRALS}settings/"):
        page.goto(page.url.split("/program/")[0] + address)
        found[address] = [*faults_of(page), *(["too wide"] if page.evaluate(WIDER_THAN_SCREEN) > 0 else [])]

    assert not any(found.values()), found
