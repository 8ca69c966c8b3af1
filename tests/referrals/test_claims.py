"""What happens when a friend follows an invitation."""

import pytest

from loyalty import flows
from loyalty.customers.mapping import InvalidEmail
from loyalty.customers.models import Customer, CustomerState
from loyalty.merchants.models import Merchant
from loyalty.referrals.actions import AdvocateExcluded, ReferralsOff
from loyalty.referrals.models import Referral, ReferralState
from tests.cast import make_customer
from tests.flows.shop import day, receive
from tests.referrals.cast import FRIEND, buys, invite, promise


@pytest.fixture
def ada(merchant: Merchant) -> Customer:
    promise(merchant)
    return make_customer(email="ada@example.com", last_name="Advocate")


def blocked_for(referral: Referral) -> tuple[str, str]:
    return referral.state, referral.reason


def test_a_friend_becomes_a_guest_and_the_invitation_waits(ada: Customer) -> None:
    referral = invite(ada)

    assert referral.state == ReferralState.PENDING
    assert referral.friend is not None
    assert (referral.friend.email, referral.friend.state) == (FRIEND, CustomerState.CANDIDATE)


def test_following_the_same_link_again_is_the_same_invitation(ada: Customer) -> None:
    first = invite(ada)

    again = invite(ada, email=" FRIEND@example.org", on=3)

    assert again == first
    assert Referral.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "reason"),
    [
        ("ADA@example.com", "self"),
        ("a.da+friend@example.com", "similar_email"),
        ("ada7@example.com", "similar_email"),
    ],
)
def test_oneself_is_no_friend(ada: Customer, email: str, reason: str) -> None:
    assert blocked_for(invite(ada, email=email)) == (ReferralState.BLOCKED, reason)
    assert Customer.objects.count() == 1


def test_a_member_cannot_be_invited(ada: Customer) -> None:
    make_customer(first_name="Old", external_id="old", email=FRIEND)

    assert blocked_for(invite(ada)) == (ReferralState.BLOCKED, "existing_customer")


def test_neither_can_a_guest_who_ordered(ada: Customer, merchant: Merchant) -> None:
    receive(buys(on=0), merchant=merchant)

    assert blocked_for(invite(ada)) == (ReferralState.BLOCKED, "existing_customer")


def test_a_friend_is_invited_once(ada: Customer) -> None:
    invite(ada)
    grace = make_customer(first_name="Grace", external_id="grace", email="grace@example.net")

    assert blocked_for(invite(grace, on=2)) == (ReferralState.BLOCKED, "already_referred")


def test_a_friend_with_the_same_name_is_blocked(ada: Customer) -> None:
    assert blocked_for(invite(ada, name="ADA Advocate")) == (ReferralState.BLOCKED, "same_name")


class TestOneNetwork:
    def test_has_a_limit_within_seven_days(self, ada: Customer, merchant: Merchant) -> None:
        promise(merchant, network_limit=2)

        states = [
            invite(ada, email=f"friend{letter}@example.org", address="203.0.113.7").state for letter in "abc"
        ]

        assert states == [ReferralState.PENDING, ReferralState.PENDING, ReferralState.BLOCKED]

    def test_is_forgotten_after_seven_days(self, ada: Customer, merchant: Merchant) -> None:
        promise(merchant, network_limit=1)
        invite(ada, email="a@example.org", address="203.0.113.7")

        assert invite(ada, email="b@example.org", address="203.0.113.7", on=8).state == ReferralState.PENDING

    def test_is_no_matter_where_none_is_known(self, ada: Customer, merchant: Merchant) -> None:
        promise(merchant, network_limit=1)
        invite(ada, email="a@example.org")

        assert invite(ada, email="b@example.org").state == ReferralState.PENDING


class TestScores:
    def test_a_signal_below_the_blocking_score_is_only_noted(self, ada: Customer, merchant: Merchant) -> None:
        promise(merchant, signal_scores={"same_name": 40})

        referral = invite(ada, name="Ada Advocate")

        assert referral.state == ReferralState.PENDING
        assert referral.claim_signals == [{"signal": "same_name", "score": 40, "seen": {}}]

    def test_scores_add_up(self, ada: Customer, merchant: Merchant) -> None:
        promise(merchant, signal_scores={"same_name": 40, "similar_email": 60})

        referral = invite(ada, email="ada2@example.com", name="Ada Advocate")

        assert blocked_for(referral) == (ReferralState.BLOCKED, "similar_email")


def test_without_a_programme_nobody_is_invited(merchant: Merchant) -> None:
    ada = make_customer()

    with pytest.raises(ReferralsOff):
        invite(ada)


def test_an_excluded_customer_invites_nobody(ada: Customer) -> None:
    flows.customer_excluded(ada, reason="Sold points", by=None, at=day(0))
    ada.refresh_from_db()

    with pytest.raises(AdvocateExcluded):
        invite(ada)


def test_a_friend_needs_an_address(ada: Customer) -> None:
    with pytest.raises(InvalidEmail):
        invite(ada, email="nobody")
