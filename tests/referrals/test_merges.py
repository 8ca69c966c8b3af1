"""Invitations of people who turn out to be one, or who wish to be forgotten."""

import pytest

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.referrals.models import Referral, ReferralState
from loyalty.referrals.queries import advocate_of
from tests.cast import make_customer
from tests.flows.shop import cancelled, day, receive
from tests.referrals.cast import FRIEND, buys, invite, promise


@pytest.fixture
def ada(merchant: Merchant) -> Customer:
    promise(merchant)
    customer = make_customer(email="ada@example.com", last_name="Advocate")
    customer.refresh_from_db()
    return customer


@pytest.fixture
def other_ada(ada: Customer) -> Customer:
    return make_customer(first_name="Augusta", external_id="ada-2", email="augusta@example.net")


def test_what_one_was_due_goes_to_the_one_who_stays(
    ada: Customer, other_ada: Customer, merchant: Merchant
) -> None:
    invite(ada)
    flows.customers_merged(ada, into=other_ada, by=None, at=day(2))

    receive(buys(on=3), merchant=merchant)

    other_ada.account.refresh_from_db()
    assert other_ada.account.balance == 500


def test_what_comes_back_is_taken_from_the_one_who_stays(
    ada: Customer, other_ada: Customer, merchant: Merchant
) -> None:
    invite(ada)
    receive(buys(), merchant=merchant)
    flows.customers_merged(ada, into=other_ada, by=None, at=day(2))

    receive(cancelled(), merchant=merchant)

    other_ada.account.refresh_from_db()
    assert other_ada.account.balance == 0


def test_a_link_shared_before_leads_to_the_one_who_stays(ada: Customer, other_ada: Customer) -> None:
    flows.customers_merged(ada, into=other_ada, by=None, at=day(2))

    assert advocate_of(ada.referral_code) == other_ada


def test_a_friend_who_is_the_advocate_after_all_earns_them_nothing(ada: Customer, merchant: Merchant) -> None:
    referral = invite(ada)
    assert referral.friend is not None
    flows.customers_merged(referral.friend, into=ada, by=None, at=day(1))

    receive(buys(), merchant=merchant)

    referral.refresh_from_db()
    assert (referral.state, referral.reason) == (ReferralState.BLOCKED, "self")


def test_of_a_friend_who_is_forgotten_only_the_fact_is_left(ada: Customer, merchant: Merchant) -> None:
    referral = invite(ada, address="203.0.113.7")
    receive(buys(), merchant=merchant)
    assert referral.friend is not None

    flows.customer_erased(referral.friend, by=None, at=day(5))

    left = Referral.objects.get()
    assert (left.friend_email, left.network, left.state) == ("", "", ReferralState.COMPLETED)
    assert FRIEND not in left.friend_email_key
