"""Rules that ask for something before they give."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope

from earning.actions import ActivityFacts, ActivityInFuture, DuplicateActivity
from earning.conditions import (
    AccountAge,
    Categories,
    Channels,
    Countries,
    CustomerTags,
    Locales,
    MinimumOrder,
    MinimumReview,
    OrderNumber,
    Stores,
    VerifiedPurchase,
)
from earning.explanation import VerdictAccount, considered_for_activity
from earning.models import Activity, Settlement
from loyalty import flows
from loyalty.customers.actions import CustomerUnknown
from loyalty.customers.models import Customer, CustomerTag
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.actions import add_store
from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order
from loyalty.orders.snapshots import LineFacts, OrderFacts, ReturnedLine
from tests.cast import MONDAY, make_customer, make_merchant, make_rule
from tests.flows.shop import GUEST, amounts, cancelled, day, edited, log, paid, placed, receive, refunded

OIL = LineFacts("oil", 2, 10_00, categories=("food",))
MUG = LineFacts("mug", 1, 30_00, categories=("kitchen",))


@pytest.fixture
def merchant(db: None) -> Iterator[Merchant]:
    olives = make_merchant()
    with scope(merchant=olives):
        yield olives


def review(name: str = "r-1", **said: Any) -> ActivityFacts:
    return ActivityFacts("reviews", "review", name, day(1), **said)


def test_only_the_lines_of_a_category_earn_and_returns_take_theirs_back(merchant: Merchant) -> None:
    make_rule(conditions=(Categories(("food",)),))

    receive(paid(money=amounts(0, OIL, MUG)), merchant=merchant)
    receive(refunded(name="a", back=(ReturnedLine("mug", 1),)), merchant=merchant)
    receive(refunded(name="b", back=(ReturnedLine("oil", 1),)), merchant=merchant)

    assert log() == [("earn_order", 20), ("earn_adjust", -10)]


def test_an_edit_above_the_minimum_order_earns_and_a_refund_below_it_takes_all(merchant: Merchant) -> None:
    make_rule(conditions=(MinimumOrder(50_00),))

    receive(
        paid(money=amounts(49_99)), edited(money=amounts(60_00)), refunded(goods=15_00), merchant=merchant
    )

    assert log() == [("earn_order", 60), ("earn_adjust", -60)]


def test_the_account_holds_each_verdict_with_the_value_seen(merchant: Merchant) -> None:
    rule = make_rule(conditions=(MinimumOrder(50_00), OrderNumber()))

    receive(paid(money=amounts(10_00)), merchant=merchant)

    assert Settlement.objects.get().explanation["rules"] == [
        {
            "rule": rule.pk,
            "version": 1,
            "points": 0,
            "conditions": [
                {"type": "minimum_order", "passed": False, "seen": 10_00},
                {"type": "order_number", "passed": True, "seen": 1},
            ],
        }
    ]


class TestFirstOrders:
    def test_only_the_first_order_earns_however_they_are_batched(self, merchant: Merchant) -> None:
        make_rule(conditions=(OrderNumber(),))
        orders = [paid(str(number), on=number, money=amounts(number * 10_00)) for number in (3, 1, 2)]

        flows.orders_changed(orders, merchant=merchant, at=day(9))
        receive(paid("4", on=4, money=amounts(70_00)), merchant=merchant)

        assert log() == [("earn_order", 10)]

    def test_an_older_order_that_comes_late_is_no_second_first(self, merchant: Merchant) -> None:
        make_rule(conditions=(OrderNumber(),))

        receive(
            paid("2", on=2, money=amounts(20_00)), paid("1", on=1, money=amounts(10_00)), merchant=merchant
        )

        assert log() == [("earn_order", 20)]

    def test_after_a_cancelled_first_order_the_next_is_first(self, merchant: Merchant) -> None:
        make_rule(conditions=(OrderNumber(),))
        abandoned = placed("0", money=amounts(99_00))

        receive(abandoned, paid("1", money=amounts(10_00)), cancelled("1"), merchant=merchant)
        receive(paid("2", on=4, money=amounts(20_00)), merchant=merchant)

        assert log() == [("earn_order", 10), ("earn_adjust", -10), ("earn_order", 20)]


def test_who_the_customer_was_stays_with_the_order(merchant: Merchant) -> None:
    make_rule(conditions=(CustomerTags(("wholesale",)), AccountAge(1)))
    ada = make_customer(external_id="ada")
    CustomerTag.objects.create(merchant=merchant, customer=ada, tag="wholesale")
    receive(paid(on=2, money=amounts(50_00)), merchant=merchant)

    CustomerTag.objects.all().delete()
    receive(refunded(goods=20_00), paid("2", on=5, money=amounts(10_00)), merchant=merchant)

    assert log() == [("earn_order", 50), ("earn_adjust", -20)]


def test_a_rule_of_one_store_gives_nothing_in_another(merchant: Merchant) -> None:
    harbour, hill = (
        add_store(merchant, name=name, source="shop", external_id=name) for name in ("Harbour", "Hill")
    )
    make_rule(conditions=(Stores((str(harbour.pk),)),))

    for store in (harbour, hill, None):
        facts = paid(store.name if store else "0", money=amounts(10_00))
        told = OrderFacts(
            facts.source,
            facts.external_id,
            facts.happened_at,
            customer=facts.customer,
            state=facts.state,
            amounts=facts.amounts,
            store_id=store.pk if store else None,
        )
        receive(told, merchant=merchant)

    assert log() == [("earn_order", 10)]


def test_a_rules_dates_are_those_of_placing_the_order(merchant: Merchant) -> None:
    make_rule(starts_at=day(1), ends_at=day(2))

    receive(placed("1", on=1, money=amounts(10_00)), paid("1", on=5), merchant=merchant)
    receive(placed("2", on=2, money=amounts(20_00)), paid("2", on=5), merchant=merchant)

    assert log() == [("earn_order", 10)]


class TestActivities:
    def test_a_review_of_what_was_not_bought_may_be_sent_again_when_it_was(self, merchant: Merchant) -> None:
        make_rule(action="review", points=50, conditions=(VerifiedPurchase(),))
        ada = make_customer(external_id="ada")

        early = flows.activity_received(ada, facts=review(order_name="1"), at=day(2))
        receive(paid("1", money=amounts(10_00)), merchant=merchant)
        cured = flows.activity_received(ada, facts=review(order_name="1"), at=day(3))

        assert (early.refusal, cured.refusal, early.pk) == ("purchase_required", "", cured.pk)
        assert log() == [("earn_activity", 50)]
        with pytest.raises(DuplicateActivity):
            flows.activity_received(ada, facts=review(order_name="1"), at=day(4))

    @pytest.mark.parametrize(
        ("said", "refusal"),
        [
            ({"product": "oil"}, ""),
            ({"order_name": "1", "product": "oil"}, ""),
            ({"order_name": "1", "product": "salt"}, "purchase_required"),
            ({"product": "salt"}, "purchase_required"),
            ({"order_name": "2"}, "purchase_required"),
            ({}, "purchase_required"),
        ],
    )
    def test_a_purchase_is_verified_by_order_and_product(
        self, merchant: Merchant, said: dict[str, str], refusal: str
    ) -> None:
        make_rule(action="review", conditions=(VerifiedPurchase(),))
        ada = make_customer(external_id="ada")
        receive(paid("1", money=amounts(0, OIL)), placed("2", money=amounts(5_00)), merchant=merchant)

        assert flows.activity_received(ada, facts=review(**said), at=day(2)).refusal == refusal

    def test_an_order_of_somebody_else_verifies_nothing(self, merchant: Merchant) -> None:
        make_rule(action="review", conditions=(VerifiedPurchase(),))
        receive(paid("1", money=amounts(0, OIL)), merchant=merchant)

        activity = flows.activity_received(
            make_customer(first_name="Bea"), facts=review(order_name="1"), at=day(2)
        )

        assert activity.refusal == "purchase_required"

    def test_a_short_review_earns_nothing_and_says_so(self, merchant: Merchant) -> None:
        rule = make_rule(action="review", conditions=(MinimumReview(20),))

        activity = flows.activity_received(make_customer(), facts=review(text_length=19), at=day(2))

        assert activity.refusal == "review_too_short"
        assert activity.explanation["rules"] == [
            {
                "rule": rule.pk,
                "version": 1,
                "points": 0,
                "conditions": [{"type": "minimum_review", "passed": False, "seen": 19}],
            }
        ]

    def test_an_activity_of_the_future_is_refused(self, merchant: Merchant) -> None:
        facts = ActivityFacts("reviews", "review", "r-1", MONDAY + timedelta(hours=1))

        with pytest.raises(ActivityInFuture):
            flows.activity_received(make_customer(), facts=facts, at=MONDAY)

        assert not Activity.objects.exists()


def test_where_an_order_was_placed_is_said_once_and_stays(merchant: Merchant) -> None:
    make_rule(conditions=(Countries(("SE",)), Channels(("web",)), Locales(("sv",))))
    said: dict[str, Any] = {"country": "se ", "channel": " web", "locale": "sv_FI"}

    receive(
        paid("1", money=amounts(10_00)),
        replace(paid("1"), **said),
        replace(paid("1"), country="NO", channel="pos", locale="nb"),
        replace(paid("2", money=amounts(20_00)), country="NO"),
        replace(paid("3", money=amounts(30_00)), **said),
        merchant=merchant,
    )

    assert log() == [("earn_order", 10), ("earn_order", 30)]
    order = Order.objects.get(external_id="1")
    assert (order.country, order.channel, order.locale) == ("SE", "web", "sv-FI")


@pytest.mark.parametrize("country", ["Sweden", "S1", "", "Å!"])
def test_what_is_no_country_is_unknown(merchant: Merchant, country: str) -> None:
    receive(replace(paid(money=amounts(10_00)), country=country, channel="x" * 99), merchant=merchant)

    assert (Order.objects.get().country, len(Order.objects.get().channel)) == ("", 40)


def test_sign_up_rules_ask_as_well(merchant: Merchant) -> None:
    make_rule(action="sign_up", points=100, ends_at=MONDAY)
    make_rule(action="sign_up", points=200, starts_at=MONDAY)

    make_customer()

    assert log() == [("earn_signup", 200)]


class TestStrangers:
    def test_an_activity_for_somebody_elses_order_gives_nothing_and_says_why(
        self, merchant: Merchant
    ) -> None:
        rule = make_rule(action="review", points=50)
        receive(paid("1", money=amounts(10_00)), merchant=merchant)
        berit = make_customer(first_name="Berit")

        activity = flows.activity_received(berit, facts=review(order_name="1"), at=day(2))

        (considered,) = considered_for_activity(activity)
        assert (activity.refusal, activity.explanation["refusal"]) == ("purchase_required",) * 2
        assert (considered.rule_id, considered.points) == (rule.pk, 0)
        assert considered.verdicts == (
            VerdictAccount("Order 1 is the customer’s own", "somebody else’s", passed=False),
        )
        assert not log()

    def test_an_order_that_is_not_known_or_ones_own_is_no_reason(self, merchant: Merchant) -> None:
        make_rule(action="review", points=50)
        ada = make_customer(external_id="ada")
        receive(paid("1", money=amounts(10_00)), merchant=merchant)

        flows.activity_received(ada, facts=review("r-1", order_name="1"), at=day(2))
        flows.activity_received(ada, facts=review("r-2", order_name="unheard of"), at=day(2))

        assert log() == [("earn_activity", 50)] * 2

    def test_somebody_who_is_not_known_is_refused(self, merchant: Merchant) -> None:
        with pytest.raises(CustomerUnknown):
            flows.activity_reported(GUEST, facts=review(), merchant=merchant, at=day(2))

        assert not Customer.objects.exists()

    @pytest.mark.parametrize(("participants", "given"), [("members", []), ("all", [("earn_activity", 50)])])
    def test_or_taken_for_a_guest_where_the_programme_says_so(
        self, merchant: Merchant, participants: str, given: list[tuple[str, int]]
    ) -> None:
        settings = {"unknown_customers": "guest", "participants": participants}
        flows.program_changed(merchant, settings, by=None, at=day(0))
        make_rule(action="review", points=50)
        merchant = Merchant.objects.get()

        activity = flows.activity_reported(GUEST, facts=review(), merchant=merchant, at=day(2))

        assert (Customer.objects.get().state, activity.refusal) == ("candidate", "" if given else "guest")
        assert log() == given

    def test_nobody_at_all_is_refused_all_the_same(self, merchant: Merchant) -> None:
        flows.program_changed(merchant, {"unknown_customers": "guest"}, by=None, at=day(0))

        with pytest.raises(CustomerUnknown):
            flows.activity_reported(
                CustomerFacts("shop"), facts=review(), merchant=Merchant.objects.get(), at=day(2)
            )


def test_a_sign_up_that_was_refused_keeps_the_account_of_every_rule(merchant: Merchant) -> None:
    make_rule(action="sign_up", name="Old", points=100, ends_at=MONDAY)
    make_rule(action="sign_up", name="Early", points=50, ends_at=MONDAY)

    ada = make_customer()

    activity = Activity.objects.get()
    considered = considered_for_activity(activity)
    assert (activity.customer, activity.token, activity.refusal) == (ada, "sign_up", "conditions_not_met")
    assert [(rule.name, rule.points, rule.verdicts[0].passed) for rule in considered] == [
        ("Old", 0, False),
        ("Early", 0, False),
    ]


def test_a_sign_up_that_nothing_was_asked_of_keeps_no_account(merchant: Merchant) -> None:
    make_rule(action="sign_up", points=100)

    make_customer()

    assert not Activity.objects.exists()
