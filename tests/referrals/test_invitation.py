"""The page behind the link that a customer shares."""

from typing import Any

import pytest
from django.test import Client

from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.referrals.models import Referral, ReferralState
from loyalty.referrals.queries import code_of
from loyalty.rewards.models import Coupon
from tests.cast import make_customer, make_reward
from tests.referrals.cast import FRIEND, promise


@pytest.fixture
def ada(merchant: Merchant) -> Customer:
    customer = make_customer(email="ada@example.com", last_name="Advocate")
    customer.refresh_from_db()
    return customer


def link(customer: Customer) -> str:
    return f"/r/{code_of(customer)}/"


def accept(client: Client, customer: Customer, **typed: Any) -> str:
    return client.post(link(customer), {"email": FRIEND, "name": "", **typed}).content.decode()


def test_it_leads_to_the_shop_which_learns_the_code(
    client: Client, merchant: Merchant, ada: Customer
) -> None:
    promise(merchant, landing_url="https://shop.example/friends?from=mail", remember_days=7)

    answer = client.get(link(ada))

    assert answer["Location"] == f"https://shop.example/friends?from=mail&referral_code={code_of(ada)}"
    assert answer.cookies["referral_code"]["max-age"] == 7 * 24 * 3600


def test_without_a_page_of_the_shops_there_is_ours(client: Client, merchant: Merchant, ada: Customer) -> None:
    reward = make_reward(name="5 euros off")
    promise(merchant, friend_reward_id=reward.pk)

    assert "Ada invites you" in client.get(link(ada)).content.decode()

    page = accept(client, ada)

    referral = Referral.objects.get()
    assert referral.state == ReferralState.PENDING
    assert referral.network == "127.0.0.1"
    assert f"{Coupon.objects.get(customer=referral.friend).code}" in page


def test_coming_back_shows_the_same_coupon(client: Client, merchant: Merchant, ada: Customer) -> None:
    promise(merchant, friend_reward_id=make_reward().pk)

    first, second = accept(client, ada), accept(client, ada)

    code = str(Coupon.objects.get().code)
    assert code in first
    assert code in second


def test_who_is_blocked_reads_no_accusation(client: Client, merchant: Merchant, ada: Customer) -> None:
    promise(merchant)

    page = accept(client, ada, email="ada2@example.com")

    assert "This invitation is for new customers" in page
    assert "Leave your address" not in page
    assert "ada" not in page.lower().replace("ada invites you", "")


@pytest.mark.parametrize("code", ["0-abc", "x", "99999999999999999999-a", "1-nobody", "-"])
def test_a_code_of_nobody_leads_nowhere(client: Client, merchant: Merchant, code: str) -> None:
    promise(merchant)

    assert client.get(f"/r/{code}/").status_code == 404


def test_a_programme_that_is_off_takes_nobody(client: Client, merchant: Merchant, ada: Customer) -> None:
    promise(merchant, is_on=False)

    assert client.get(link(ada)).status_code == 404


def test_an_address_is_needed(client: Client, merchant: Merchant, ada: Customer) -> None:
    promise(merchant)

    assert "Enter your e-mail address." in accept(client, ada, email="")
    assert "Enter an e-mail address such as ada@example.com." in accept(client, ada, email="nobody")
    assert not Referral.objects.exists()
