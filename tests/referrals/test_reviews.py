"""Where a friend's purchases put an invitation, and what the advocate gets for it."""

from itertools import permutations

import pytest

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.merchants.models import ExpiryMode, Merchant, RefundNegative
from loyalty.points.models import Kind
from loyalty.referrals.models import Decision, Referral, ReferralState
from tests.cast import make_adjustment, make_customer, make_rule
from tests.flows.shop import amounts, cancelled, day, edited, receive, refunded
from tests.referrals.cast import FRIEND, buys, invite, promise


@pytest.fixture
def ada(merchant: Merchant) -> Customer:
    promise(merchant)
    return make_customer(email="ada@example.com", last_name="Advocate")


def story(customer: Customer) -> list[tuple[str, int]]:
    return list(customer.points_transactions.order_by("pk").values_list("kind", "points"))


def state_of(referral: Referral) -> tuple[str, str]:
    referral.refresh_from_db()
    return referral.state, referral.reason


def test_the_first_paid_order_of_the_minimum_completes_it(ada: Customer, merchant: Merchant) -> None:
    referral = invite(ada)

    receive(buys(goods=20_00), merchant=merchant)

    assert state_of(referral) == (ReferralState.COMPLETED, "")
    assert story(ada) == [(Kind.EARN_REFERRAL, 500)]


def test_it_is_rewarded_once(ada: Customer, merchant: Merchant) -> None:
    invite(ada)

    receive(buys(), buys(), buys("2", on=3), merchant=merchant)

    assert story(ada) == [(Kind.EARN_REFERRAL, 500)]


def test_a_smaller_order_leaves_it_waiting_for_the_next(ada: Customer, merchant: Merchant) -> None:
    referral = invite(ada)

    receive(buys(goods=19_99), merchant=merchant)

    assert state_of(referral) == (ReferralState.PENDING, "")

    receive(buys("2", on=3), merchant=merchant)

    assert state_of(referral) == (ReferralState.COMPLETED, "")


def test_a_discount_counts_against_the_minimum(ada: Customer, merchant: Merchant) -> None:
    referral = invite(ada)

    receive(buys(goods=25_00, discount_cents=6_00), merchant=merchant)

    assert state_of(referral) == (ReferralState.PENDING, "")


@pytest.mark.parametrize("undoing", [refunded(goods=25_00), cancelled(), edited(on=3, money=amounts(5_00))])
def test_below_the_minimum_afterwards_the_reward_is_taken_back(
    ada: Customer, merchant: Merchant, undoing: object
) -> None:
    referral = invite(ada)

    receive(buys(), undoing, merchant=merchant)  # type: ignore[arg-type]  # parametrized

    assert state_of(referral) == (ReferralState.CANCELLED, "")
    assert story(ada) == [(Kind.EARN_REFERRAL, 500), (Kind.REVERSE, -500)]
    ada.account.refresh_from_db()
    assert (ada.account.balance, ada.account.lifetime) == (0, 0)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_whatever_comes_first_it_ends_the_same(
    ada: Customer, merchant: Merchant, order: tuple[int, ...]
) -> None:
    referral = invite(ada)
    messages = [buys(), refunded(goods=10_00), refunded(goods=15_00, name="r2", on=5)]

    receive(*(messages[index] for index in order), merchant=merchant)

    assert state_of(referral) == (ReferralState.CANCELLED, "")
    ada.account.refresh_from_db()
    assert ada.account.balance == 0


def test_the_order_paid_first_counts_though_it_comes_last(ada: Customer, merchant: Merchant) -> None:
    referral = invite(ada)

    receive(buys("2", on=4), buys("1", on=2), refunded("1", goods=40_00), merchant=merchant)

    assert state_of(referral) == (ReferralState.CANCELLED, "")


def test_points_that_are_spent_can_be_clamped(ada: Customer, merchant: Merchant) -> None:
    flows.program_changed(merchant, {"refund_negative": RefundNegative.CLAMP}, by=None, at=day(0))
    merchant.refresh_from_db()
    invite(ada)
    receive(buys(), merchant=merchant)
    flows.points_adjusted(
        ada, points=-400, description="Spent", internal_note="", key="k", by=None, at=day(3)
    )

    receive(cancelled(), merchant=merchant)

    ada.account.refresh_from_db()
    assert ada.account.balance == 0


def test_what_is_over_by_now_is_no_part_of_what_can_be_clamped(ada: Customer, merchant: Merchant) -> None:
    change = {
        "refund_negative": RefundNegative.CLAMP,
        "expiry_mode": ExpiryMode.LOT,
        "expiry_days": 5,
        "expiry_enabled_on": day(0).date(),
    }
    flows.program_changed(merchant, change, by=None, at=day(0))
    merchant.refresh_from_db()
    invite(ada)
    receive(buys(on=4), merchant=merchant, on=4)
    make_adjustment(ada, points=-400, at=day(5))
    make_adjustment(ada, points=50, at=day(1))

    receive(cancelled(on=8), merchant=merchant, on=8)

    ada.account.refresh_from_db()
    assert ada.account.balance == 0


def test_a_friend_with_the_advocates_name_earns_them_nothing(ada: Customer, merchant: Merchant) -> None:
    referral = invite(ada)

    receive(buys(name="ADA ADVOCATE"), merchant=merchant)

    assert state_of(referral) == (ReferralState.BLOCKED, "same_name")
    assert story(ada) == []


def test_an_order_from_before_the_claim_makes_them_a_customer_of_before(
    ada: Customer, merchant: Merchant
) -> None:
    referral = invite(ada, on=3)

    receive(buys(on=1), merchant=merchant)

    assert state_of(referral) == (ReferralState.BLOCKED, "existing_customer")


def test_only_the_very_first_order_may_count(ada: Customer, merchant: Merchant) -> None:
    promise(merchant, is_first_order_only=True)
    referral = invite(ada)

    receive(buys(goods=5_00), buys("2", on=3), merchant=merchant)

    assert state_of(referral) == (ReferralState.BLOCKED, "not_first_order")


def test_an_advocate_who_is_excluded_gets_nothing_ever(ada: Customer, merchant: Merchant) -> None:
    referral = invite(ada)
    flows.customer_excluded(ada, reason="Sold points", by=None, at=day(1))

    receive(buys(), merchant=merchant)
    flows.customer_included(ada, reason="Forgiven", by=None, at=day(5))
    receive(refunded(goods=1_00), merchant=merchant)

    assert state_of(referral) == (ReferralState.COMPLETED, "")
    assert story(ada) == []


def test_promises_of_the_claim_count(ada: Customer, merchant: Merchant) -> None:
    invite(ada)
    promise(merchant, advocate_points=1, at=day(2))

    receive(buys(on=3), merchant=merchant)

    assert story(ada) == [(Kind.EARN_REFERRAL, 500)]


class TestRulesAboutInviting:
    def test_give_for_each_friend_who_bought(self, ada: Customer, merchant: Merchant) -> None:
        make_rule(action="refer_friend", points=70)
        invite(ada)
        invite(ada, email="other@example.org")

        receive(buys(), buys("2", email="other@example.org"), buys("3", on=3), merchant=merchant)

        assert sorted(points for _kind, points in story(ada)) == [70, 70, 500, 500]

    def test_take_it_back_with_the_invitation(self, ada: Customer, merchant: Merchant) -> None:
        make_rule(action="refer_friend", points=70)
        invite(ada)

        receive(buys(), cancelled(), merchant=merchant)

        ada.account.refresh_from_db()
        assert ada.account.balance == 0
        assert sorted(points for _kind, points in story(ada)) == [-500, -70, 70, 500]


class TestTime:
    def test_runs_out(self, ada: Customer, merchant: Merchant) -> None:
        promise(merchant, qualifying_days=7)
        referral = invite(ada)

        assert flows.referrals_ran_out(merchant, at=day(8)) == 1
        assert flows.referrals_ran_out(merchant, at=day(9)) == 0
        assert state_of(referral) == (ReferralState.CANCELLED, "too_late")

    def test_is_that_of_the_payment_not_of_the_message(self, ada: Customer, merchant: Merchant) -> None:
        promise(merchant, qualifying_days=7)
        referral = invite(ada)
        flows.referrals_ran_out(merchant, at=day(9))

        receive(buys(on=7), merchant=merchant, on=10)

        assert state_of(referral) == (ReferralState.COMPLETED, "")

    def test_a_later_order_does_not_count(self, ada: Customer, merchant: Merchant) -> None:
        promise(merchant, qualifying_days=7)
        referral = invite(ada)

        receive(buys(on=9), merchant=merchant, on=9)

        assert state_of(referral)[0] == ReferralState.CANCELLED


class TestAPerson:
    def decide(self, referral: Referral, decision: Decision) -> tuple[str, str]:
        flows.referral_decided(referral, decision=decision, reason="We talked", by=None, at=day(9))
        return state_of(referral)

    def test_blocks_and_the_reward_is_taken_back(self, ada: Customer, merchant: Merchant) -> None:
        referral = invite(ada)
        receive(buys(), merchant=merchant)

        assert self.decide(referral, Decision.BLOCKED) == (ReferralState.BLOCKED, "by_hand")
        assert story(ada) == [(Kind.EARN_REFERRAL, 500), (Kind.REVERSE, -500)]

    def test_allows_what_a_signal_blocked(self, ada: Customer, merchant: Merchant) -> None:
        referral = invite(ada)
        receive(buys(name="Ada Advocate"), merchant=merchant)

        assert self.decide(referral, Decision.ALLOWED) == (ReferralState.COMPLETED, "")
        assert story(ada) == [(Kind.EARN_REFERRAL, 500)]

    def test_allows_before_the_friend_is_known(self, ada: Customer, merchant: Merchant) -> None:
        referral = invite(ada, email="ada2@example.com")

        assert self.decide(referral, Decision.ALLOWED) == (ReferralState.PENDING, "")

        receive(buys(on=10, email="ada2@example.com"), merchant=merchant, on=11)

        assert state_of(referral) == (ReferralState.COMPLETED, "")

    def test_changes_their_mind(self, ada: Customer, merchant: Merchant) -> None:
        referral = invite(ada)
        receive(buys(), merchant=merchant)
        self.decide(referral, Decision.BLOCKED)

        self.decide(referral, Decision.ALLOWED)

        assert [points for _kind, points in story(ada)] == [500, -500, 500]


def test_an_old_invitation_never_wakes_beside_a_newer_one(ada: Customer, merchant: Merchant) -> None:
    promise(merchant, qualifying_days=2)
    old = invite(ada)
    flows.referrals_ran_out(merchant, at=day(4))
    grace = make_customer(first_name="Grace", external_id="grace", email="grace@example.net")
    new = invite(grace, email=FRIEND, on=5)

    receive(buys(on=6), merchant=merchant, on=6)

    assert state_of(old) == (ReferralState.CANCELLED, "too_late")
    assert state_of(new) == (ReferralState.COMPLETED, "")
    assert story(grace) == [(Kind.EARN_REFERRAL, 500)]
