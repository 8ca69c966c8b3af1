"""What becomes of coupons: used, cancelled, expired, confirmed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty import flows
from loyalty.audit.models import AuditEvent
from loyalty.customers.models import Customer
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import RefundFacts
from loyalty.outbox.models import Fact
from loyalty.points.queries import balance_of
from loyalty.rewards.actions import OrderName, issue_coupon, merge_coupons
from loyalty.rewards.models import Cause, Coupon, CouponState, Fulfillment, IssuedBy, Reward
from tests.cast import MONDAY, make_customer, make_order, make_reward, make_user

TUESDAY = MONDAY + timedelta(days=1)
LATER = MONDAY + timedelta(days=40)
ORDER = OrderName("shop", "o1")


def make_coupon(customer: Customer | None = None, key: str = "a", **terms: Any) -> Coupon:
    """A coupon that took all of Ada's 500 points and counts for 30 days, unless said otherwise."""
    customer = customer or make_customer(points=500)
    reward = make_reward(**{"name": "Five", "expires_days": 30, **terms})
    return flows.reward_redeemed(reward, customer=customer, key=key, by=None, at=MONDAY).coupon


def story(coupon: Coupon) -> list[tuple[str, str, str]]:
    """Its moves: state, why, and the order."""
    return list(coupon.moves.order_by("id").values_list("state", "why", "order_external_id"))


def state_of(coupon: Coupon) -> str:
    coupon.refresh_from_db()
    return coupon.state


def refusal(act: Any, *args: Any, **terms: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **terms)
    return refused.value.code


class TestUse:
    def test_an_order_uses_a_coupon_once(self, merchant: Merchant) -> None:
        coupon = make_coupon()

        for _ in range(2):
            flows.coupon_used(coupon, order=ORDER, by=None, at=TUESDAY)

        assert (coupon.state, coupon.used_at) == (CouponState.USED, TUESDAY)
        assert (coupon.order_source, coupon.order_external_id) == ORDER
        assert story(coupon) == [("used", "order", "o1")]
        assert refusal(flows.coupon_used, coupon, order=OrderName("shop", "o2"), by=None, at=TUESDAY) == (
            "coupon_used"
        )

    def test_somebody_marks_a_coupon_used_by_hand(self, merchant: Merchant) -> None:
        coupon, olive = make_coupon(), make_user()

        flows.coupon_used(coupon, by=olive, at=TUESDAY)

        assert story(coupon) == [("used", "hand", "")]
        event = AuditEvent.objects.get(subject="coupon", subject_id=coupon.pk)
        assert (event.action, event.actor, event.after) == ("coupon.used", olive, {"state": "used"})
        assert refusal(flows.coupon_used, coupon, by=olive, at=TUESDAY) == "coupon_used"

    def test_a_cancelled_coupon_cannot_be_used(self, merchant: Merchant) -> None:
        coupon = make_coupon()
        flows.coupon_cancelled(coupon, by=None, at=TUESDAY)

        assert refusal(flows.coupon_used, coupon, order=ORDER, by=None, at=TUESDAY) == "coupon_cancelled"

    def test_a_coupon_whose_last_day_is_over_cannot_be_used(self, merchant: Merchant) -> None:
        coupon = make_coupon()
        last = datetime(2026, 4, 1, 23, 59, 59, tzinfo=UTC)

        assert refusal(flows.coupon_used, coupon, by=None, at=last + timedelta(seconds=1)) == "coupon_expired"
        flows.coupon_used(coupon, by=None, at=last)

    def test_a_message_that_is_late_says_that_it_was_used_in_time(self, merchant: Merchant) -> None:
        coupon = make_coupon()
        flows.coupons_expired(merchant, at=LATER)

        flows.coupon_used(coupon, order=ORDER, by=None, at=TUESDAY)

        assert [state for state, _why, _order in story(coupon)] == ["expired", "used"]

    def test_a_coupon_used_for_an_order_already_cancelled_comes_back(self, merchant: Merchant) -> None:
        coupon = make_coupon()
        make_order(external_id="o1", state=OrderState.CANCELLED, at=TUESDAY)

        flows.coupon_used(coupon, order=ORDER, by=None, at=TUESDAY)

        assert coupon.state == CouponState.ISSUED
        assert story(coupon) == [("used", "order", "o1"), ("issued", "order_cancelled", "o1")]


class TestOrders:
    def test_an_order_uses_the_coupons_it_carries(self, merchant: Merchant) -> None:
        coupon = make_coupon()

        order = make_order(external_id="o1", coupon_codes=(coupon.code, "UNKNOWN"), at=TUESDAY)

        assert state_of(coupon) == CouponState.USED
        assert (coupon.used_at, coupon.order_external_id) == (order.placed_at, "o1")

    def test_a_cancelled_order_gives_its_coupon_back_and_a_refunded_one_does_not(
        self, merchant: Merchant
    ) -> None:
        kept, returned = make_coupon(), make_coupon(make_customer(first_name="Bea", points=500))
        refund = RefundFacts("r1", TUESDAY, goods_cents=10_00)
        make_order(external_id="o1", coupon_codes=(kept.code,), refunds=(refund,))
        make_order(external_id="o2", coupon_codes=(returned.code,))

        cancelled: dict[str, Any] = {"state": OrderState.CANCELLED, "amounts": None, "at": TUESDAY}
        make_order(external_id="o2", coupon_codes=(returned.code,), **cancelled)

        assert (state_of(kept), state_of(returned)) == (CouponState.USED, CouponState.ISSUED)
        assert (returned.used_at, returned.order_external_id) == (None, "")
        assert story(returned) == [("used", "order", "o2"), ("issued", "order_cancelled", "o2")]

    def test_a_code_that_two_orders_carry_belongs_to_the_first(self, merchant: Merchant) -> None:
        coupon = make_coupon()

        make_order(external_id="o1", coupon_codes=(coupon.code,), at=TUESDAY)
        make_order(external_id="o2", coupon_codes=(coupon.code,), at=TUESDAY)

        assert state_of(coupon) == CouponState.USED
        assert coupon.order_external_id == "o1"

    def test_an_order_placed_after_the_last_day_does_not_use_it(self, merchant: Merchant) -> None:
        coupon = make_coupon()

        make_order(external_id="o1", coupon_codes=(coupon.code,), at=LATER)

        assert state_of(coupon) == CouponState.ISSUED

    def test_orders_without_codes_cost_no_statement_more(self, merchant: Merchant) -> None:
        make_order(external_id="warm")
        coupon = make_coupon()

        with CaptureQueriesContext(connection) as plain:
            make_order(external_id="o1")
        with CaptureQueriesContext(connection) as carrying:
            make_order(external_id="o2", coupon_codes=(coupon.code,))

        assert not [query for query in plain.captured_queries if "rewards_coupon" in query["sql"]]
        assert len(carrying) == len(plain) + 2


class TestCancellation:
    def test_the_points_come_back_once(self, merchant: Merchant) -> None:
        ada, olive = make_customer(points=700), make_user()
        coupon = make_coupon(ada)

        cancelled = flows.coupon_cancelled(coupon, by=olive, at=TUESDAY)

        assert (cancelled.points, balance_of(ada), coupon.state) == (500, 700, CouponState.CANCELLED)
        assert story(coupon) == [("cancelled", "cancelled", "")]
        assert refusal(flows.coupon_cancelled, coupon, by=olive, at=TUESDAY) == "coupon_cancelled"
        assert balance_of(ada) == 700
        assert AuditEvent.objects.get(subject="coupon", subject_id=coupon.pk).action == "coupon.cancelled"

    def test_a_used_coupon_cannot_be_cancelled(self, merchant: Merchant) -> None:
        coupon = make_coupon()
        flows.coupon_used(coupon, by=None, at=TUESDAY)

        assert refusal(flows.coupon_cancelled, coupon, by=None, at=TUESDAY) == "coupon_used"
        assert balance_of(coupon.customer) == 0

    def test_many_are_cancelled_in_as_many_statements_as_two(self, merchant: Merchant) -> None:
        ada = make_customer(points=3500)
        coupons = [make_coupon(ada, key=str(n)) for n in range(7)]
        flows.coupon_used(coupons[6], by=None, at=TUESDAY)

        with CaptureQueriesContext(connection) as two:
            flows.coupons_cancelled([c.pk for c in coupons[:2]], merchant=merchant, by=None, at=TUESDAY)
        with CaptureQueriesContext(connection) as five:
            cancelled = flows.coupons_cancelled(
                [c.pk for c in coupons[2:]], merchant=merchant, by=None, at=TUESDAY
            )

        assert len(two) == len(five)
        assert (len(cancelled.coupon_ids), cancelled.points, balance_of(ada)) == (4, 2000, 3000)

    def test_a_coupon_that_was_given_has_no_points_to_return(self, merchant: Merchant) -> None:
        ada = make_customer(points=10)
        coupon = flows.coupon_given(make_reward(), customer=ada, key="gift", by=None, at=MONDAY).coupon

        assert flows.coupon_cancelled(coupon, by=None, at=TUESDAY).points == 0
        assert balance_of(ada) == 10


class TestExpiry:
    def test_the_clock_expires_coupons_at_their_last_midnight_however_late(self, merchant: Merchant) -> None:
        ada = make_customer(points=500)
        coupon = make_coupon(ada)

        gone = [flows.coupons_expired(merchant, at=LATER) for _ in range(2)]

        assert gone == [1, 0]
        assert state_of(coupon) == CouponState.EXPIRED
        assert coupon.moves.get().at == coupon.expires_at == datetime(2026, 4, 2, tzinfo=UTC)
        assert balance_of(ada) == 0
        assert refusal(flows.coupon_cancelled, coupon, by=None, at=LATER) == "coupon_expired"

    def test_a_cancelled_order_returns_an_expired_coupon_as_expired(self, merchant: Merchant) -> None:
        coupon = make_coupon()
        make_order(external_id="o1", coupon_codes=(coupon.code,))

        make_order(external_id="o1", state=OrderState.CANCELLED, amounts=None, at=LATER)

        assert state_of(coupon) == CouponState.EXPIRED
        assert story(coupon)[-1] == ("expired", "order_cancelled", "o1")


class TestConfirmation:
    def test_the_shop_confirms_with_its_own_code(self, merchant: Merchant) -> None:
        coupon = make_coupon(issued_by=IssuedBy.SHOP)
        assert refusal(flows.coupon_used, coupon, by=None, at=TUESDAY) == "coupon_pending"

        for _ in range(2):
            flows.coupon_confirmed(coupon, code="SHOP-1", at=TUESDAY)

        assert (coupon.code, coupon.fulfillment) == ("SHOP-1", Fulfillment.ISSUED)
        assert refusal(flows.coupon_confirmed, coupon, code="SHOP-2", at=TUESDAY) == "already_confirmed"

    def test_a_code_that_another_coupon_has_is_refused(self, merchant: Merchant) -> None:
        first, second = (
            make_coupon(make_customer(first_name=name, points=500), issued_by=IssuedBy.SHOP)
            for name in ("Ada", "Bea")
        )
        flows.coupon_confirmed(first, code="SHOP-1", at=TUESDAY)

        assert refusal(flows.coupon_confirmed, second, code="SHOP-1", at=TUESDAY) == "code_taken"

    def test_a_coupon_that_the_shop_never_confirms_fails_with_its_points_back(
        self, merchant: Merchant
    ) -> None:
        ada = make_customer(points=500)
        coupon = make_coupon(ada, issued_by=IssuedBy.SHOP, expires_days=1)

        assert flows.coupons_expired(merchant, at=MONDAY + timedelta(days=2)) == 0
        assert flows.coupons_expired(merchant, at=MONDAY + timedelta(days=3)) == 1

        assert state_of(coupon) == CouponState.CANCELLED
        assert (coupon.fulfillment, balance_of(ada)) == (Fulfillment.FAILED, 500)
        assert story(coupon) == [("cancelled", "not_confirmed", "")]
        assert refusal(flows.coupon_confirmed, coupon, code="SHOP-1", at=LATER) == "coupon_cancelled"

    def test_the_shop_says_that_it_cannot(self, merchant: Merchant) -> None:
        ada = make_customer(points=500)
        coupon = make_coupon(ada, issued_by=IssuedBy.SHOP)

        for _ in range(2):
            flows.coupon_failed(coupon, at=TUESDAY)

        assert (coupon.fulfillment, balance_of(ada)) == (Fulfillment.FAILED, 500)


def test_the_outside_hears_of_coupons_and_of_the_points_that_moved(merchant: Merchant) -> None:
    ada = make_customer(points=500)
    newest = Fact.objects.latest("id").pk

    coupon = make_coupon(ada)
    flows.coupon_cancelled(coupon, by=None, at=TUESDAY)

    facts = Fact.objects.filter(id__gt=newest).order_by("id").values_list("topic", "subject_id")
    assert list(facts) == [
        ("reward_fulfillment/created", coupon.pk),
        ("customer/updated", ada.pk),
        ("reward_fulfillment/updated", coupon.pk),
        ("customer/updated", ada.pk),
    ]


def test_coupons_go_along_when_two_customers_become_one(merchant: Merchant) -> None:
    ada, bea = make_customer(), make_customer(first_name="Bea", points=500)
    reward: Reward = make_reward()
    for customer in (ada, bea):
        issue_coupon(reward, customer=customer, cause=Cause.TIER, key="gold", at=MONDAY)
    paid = make_coupon(bea)

    merge_coupons(bea.pk, into_id=ada.pk, merchant_id=merchant.pk, at=TUESDAY)
    flows.coupon_cancelled(Coupon.objects.get(pk=paid.pk), by=None, at=TUESDAY)

    assert ada.coupons.count() == 3
    assert (balance_of(ada), balance_of(bea)) == (500, 0)
