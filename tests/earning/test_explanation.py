"""Why points moved, in words and numbers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from earning.actions import ActivityFacts, CampaignTerms, RuleTerms, revise_rule
from earning.catalogue import SIGN_UP
from earning.explanation import Explanation, Figure, explain, sentence_of, short_money
from earning.models import ValueType
from loyalty import flows
from loyalty.customers.models import Customer, CustomerState
from loyalty.merchants.models import Merchant
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import AmountFacts, LineFacts, OrderFacts, RefundFacts
from loyalty.points.actions import reverse
from loyalty.points.models import PointsTransaction
from tests.cast import (
    MONDAY,
    make_adjustment,
    make_colleague,
    make_customer,
    make_merchant,
    make_order,
    make_rule,
)

TUESDAY = MONDAY + timedelta(days=1)

pytestmark = pytest.mark.django_db


def explain_all() -> list[Explanation]:
    transactions = list(PointsTransaction.objects.order_by("pk"))
    explanations = explain(transactions)
    return [explanations[transaction.pk] for transaction in transactions]


def per_amount(points: int, cents: int, *, has_whole_units: bool = False) -> RuleTerms:
    return RuleTerms("A rule", ValueType.PER_AMOUNT, points, cents, has_whole_units)


def test_order_is_explained_from_its_goods_to_its_points() -> None:
    merchant = make_merchant(currency="USD")
    ada = make_customer(merchant)
    rule = make_rule(merchant, name="Shopping")
    order = make_order(
        ada, number="#1001", amounts=AmountFacts(currency="USD", goods_cents=35_00, discount_cents=5_67)
    )

    with scope(merchant=merchant):
        (explanation,) = explain_all()

    assert explanation.summary == "“Shopping” gave 29 points for order #1001."
    assert explanation.rule
    assert (explanation.rule.rule_id, explanation.rule.number) == (rule.pk, 1)
    assert explanation.rule.sentence == "1 point for every $1"
    assert explanation.order
    assert explanation.order.order_id == order.pk
    assert explanation.order.figures == (
        Figure("Goods", 35_00, "USD"),
        Figure("Discounts", -5_67, "USD"),
        Figure("Net amount", 29_33, "USD", is_result=True),
    )
    assert explanation.order.arithmetic == "$29.33 × 1 point per $1 = 29.33 → 29 (rounded down)"


def test_refund_is_explained_by_what_is_left_and_by_every_step() -> None:
    merchant = make_merchant(currency="USD")
    make_rule(merchant, name="Shopping")
    order = make_order(make_customer(merchant), goods_cents=50_00, number="#1")

    refund(order.external_id, merchant=merchant, goods_cents=20_00)

    with scope(merchant=merchant):
        first, second = explain_all()
    assert second.summary == "Order #1 changed: “Shopping” gives 30 points for it instead of 50 points."
    assert second.order
    assert second.order.figures == (
        Figure("Goods", 50_00, "USD"),
        Figure("Refunds and returns", -20_00, "USD"),
        Figure("Net amount", 30_00, "USD", is_result=True),
    )
    assert [(step.points, step.total, step.is_this) for step in second.steps] == [
        (50, 50, False),
        (-20, 30, True),
    ]
    assert [step.is_this for step in first.steps] == [True, False]


def test_only_the_newest_entry_shows_the_sum_and_what_a_campaign_added() -> None:
    merchant = make_merchant()
    ada = make_customer(merchant)
    make_rule(merchant)
    with scope(merchant=merchant):
        weekend = CampaignTerms("Weekend", MONDAY, TUESDAY, extra_points=40)
        flows.campaign_created(merchant, terms=weekend, by=None, at=MONDAY)
        order = make_order(ada, merchant=merchant, goods_cents=10_00)
        back = RefundFacts("r1", TUESDAY, goods_cents=4_00)
        flows.orders_changed(
            [OrderFacts(order.source, order.external_id, TUESDAY, refunds=(back,))],
            merchant=merchant,
            at=TUESDAY,
        )

        first, newest = explain_all()

    assert [first.is_latest, newest.is_latest] == [False, True]
    assert newest.rule_remark == "“Weekend” added 40 points to the order."


def test_gift_cards_are_named_as_what_does_not_earn() -> None:
    merchant = make_merchant(currency="USD")
    make_rule(merchant)
    lines = (LineFacts("oil", 2, 15_00, discount_cents=1_00), LineFacts("card", 1, 50_00, is_gift_card=True))
    make_order(make_customer(merchant), amounts=AmountFacts(currency="USD", goods_cents=80_00, lines=lines))

    with scope(merchant=merchant):
        (explanation,) = explain_all()

    assert explanation.order
    assert explanation.order.figures == (
        Figure("Goods", 80_00, "USD"),
        Figure("Discounts", -1_00, "USD"),
        Figure("Gift cards, which do not earn", -50_00, "USD"),
        Figure("Net amount", 29_00, "USD", is_result=True),
    )


def test_foreign_order_shows_what_it_was_converted_to() -> None:
    merchant = make_merchant(currency="USD")
    make_rule(merchant)
    amounts = AmountFacts(currency="SEK", goods_cents=100_00, fx_rate=Decimal("0.1"))
    make_order(make_customer(merchant), amounts=amounts)

    with scope(merchant=merchant):
        (explanation,) = explain_all()

    assert explanation.order
    assert explanation.order.figures[-1] == Figure("Converted", 10_00, "USD", is_result=True)
    assert explanation.order.arithmetic == "$10.00 × 1 point per $1 = 10"


def test_cancelled_order_says_so() -> None:
    merchant = make_merchant(currency="USD")
    make_rule(merchant)
    order = make_order(make_customer(merchant))

    message = OrderFacts("shop", order.external_id, TUESDAY, state=OrderState.CANCELLED, cancelled_at=TUESDAY)
    with scope(merchant=merchant):
        flows.orders_changed([message], merchant=merchant, at=TUESDAY)
        _given, taken = explain_all()

    assert taken.order
    assert taken.order.arithmetic == "The order was cancelled, so it earns nothing."


def test_excluded_customer_is_named_as_what_held_points_back() -> None:
    merchant = make_merchant(currency="USD")
    make_rule(merchant)
    ada = make_customer(merchant)
    order = make_order(ada, goods_cents=10_00)

    with scope(merchant=merchant):
        Customer.objects.filter(pk=ada.pk).update(state=CustomerState.DISABLED)
        amounts = AmountFacts(currency="USD", goods_cents=90_00)
        flows.orders_changed(
            [OrderFacts("shop", order.external_id, TUESDAY, amounts=amounts)], merchant=merchant, at=TUESDAY
        )
        (explanation,) = explain_all()

    assert explanation.order
    assert explanation.order.remark.startswith("The customer was excluded when the order changed")


def test_rule_is_told_as_it_was_when_it_gave() -> None:
    merchant = make_merchant(currency="USD")
    rule = make_rule(merchant)
    make_order(make_customer(merchant))

    with scope(merchant=merchant):
        revise_rule(rule, terms=per_amount(7, 100), by=None, at=TUESDAY)
        (explanation,) = explain_all()

    assert explanation.rule
    assert explanation.rule.sentence == "1 point for every $1"
    assert not explanation.rule.is_current


def test_activity_is_explained_by_what_its_sender_said() -> None:
    merchant = make_merchant()
    make_rule(merchant, action="review", name="Review", points=50)
    ada = make_customer(merchant)

    with scope(merchant=merchant):
        activity = flows.activity_received(ada, facts=ActivityFacts("cm", "review", "r-7", MONDAY), at=MONDAY)
        flows.activity_revoked(activity, at=TUESDAY)
        given, taken = explain_all()

    assert given.summary == "“Review” gave 50 points for an activity."
    assert given.activity
    assert (given.activity.token, given.activity.source) == ("review", "cm")
    assert given.activity.distinct_id == "r-7"
    assert given.activity.revoked_at == TUESDAY
    assert taken.summary == "The activity was revoked, so the 50 points of “Review” were taken back."


def test_joining_is_explained_by_the_sign_up_rule() -> None:
    merchant = make_merchant()
    make_rule(merchant, action=SIGN_UP.code, name="Welcome", points=200)
    make_customer(merchant)

    with scope(merchant=merchant):
        (explanation,) = explain_all()

    assert explanation.summary == "“Welcome” gave 200 points for joining."


def test_adjustment_names_its_author_and_note() -> None:
    merchant = make_merchant()
    sam = make_colleague(merchant)
    make_adjustment(make_customer(merchant), points=5, by=sam, internal_note="Late parcel")

    with scope(merchant=merchant):
        (explanation,) = explain_all()

    assert explanation.summary == "Adjusted by hand by Sam."
    assert (explanation.author, explanation.internal_note) == ("Sam", "Late parcel")


def test_reversal_leads_to_the_entry_it_undoes() -> None:
    merchant = make_merchant()
    make_adjustment(make_customer(merchant), points=5, description="A gift")

    with scope(merchant=merchant):
        gift = PointsTransaction.objects.get()
        reverse(gift, key="undo", at=TUESDAY)
        _gift, undone = explain_all()

    assert undone.reverses == gift
    assert undone.summary == "Undoes an earlier entry: “A gift”."


def test_any_number_of_entries_takes_the_same_queries() -> None:
    merchant = make_merchant()
    make_rule(merchant)
    ada = make_customer(merchant)
    for step in range(3):
        make_order(ada, at=MONDAY + timedelta(hours=step))
    make_adjustment(ada, points=1)

    with scope(merchant=merchant):
        entries = list(PointsTransaction.objects.select_related("merchant").order_by("pk"))
        with CaptureQueriesContext(connection) as one:
            explain(entries[:1])
        with CaptureQueriesContext(connection) as three:
            explain(entries[:3])

    assert len(one) == len(three) == 4


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (RuleTerms("Fixed", ValueType.FIXED, 200), "200 points"),
        (RuleTerms("One", ValueType.FIXED, 1), "1 point"),
        (per_amount(1, 100), "1 point for every $1"),
        (per_amount(5, 250), "5 points for every $2.50"),
        (per_amount(1000, 1000, has_whole_units=True), "1,000 points for every full $10"),
    ],
)
def test_rule_reads_as_a_sentence(terms: RuleTerms, sentence: str) -> None:
    assert sentence_of(terms, currency="USD") == sentence


@pytest.mark.parametrize(
    ("cents", "currency", "text"),
    [(100, "EUR", "€1"), (150, "EUR", "€1.50"), (100, "JPY", "¥100"), (1000, "KWD", "KWD1")],
)
def test_whole_money_drops_its_zeros(cents: int, currency: str, text: str) -> None:
    assert short_money(cents, currency) == text


@pytest.mark.parametrize(
    ("cents", "arithmetic"),
    [
        (10_00, "$10.00 × 2 points per $3 = 6.6666… → 6 (rounded down)"),
        (30_00, "$30.00 × 2 points per $3 = 20"),
    ],
)
def test_arithmetic_shows_four_digits_and_says_when_there_are_more(cents: int, arithmetic: str) -> None:
    merchant = make_merchant(currency="USD")
    make_rule(merchant, points=2, amount_cents=300)
    make_order(make_customer(merchant), goods_cents=cents)

    with scope(merchant=merchant):
        (explanation,) = explain_all()

    assert explanation.order
    assert explanation.order.arithmetic == arithmetic


def test_full_amounts_are_counted_aloud() -> None:
    merchant = make_merchant(currency="USD")
    make_rule(merchant, points=5, amount_cents=10_00, has_whole_units=True)
    make_order(make_customer(merchant), goods_cents=29_33)

    with scope(merchant=merchant):
        (explanation,) = explain_all()

    assert explanation.order
    assert explanation.order.arithmetic == "$10 fits 2 times into $29.33: 2 × 5 points = 10"


def test_other_merchants_awards_stay_unknown() -> None:
    theirs, ours = make_merchant(name="Theirs"), make_merchant(name="Ours")
    for merchant in (theirs, ours):
        make_rule(merchant, name=merchant.name)
        make_order(make_customer(merchant))

    with scope(merchant=ours):
        (explanation,) = explain_all()

    assert explanation.rule
    assert explanation.rule.name == "Ours"


def refund(external_id: str, *, merchant: Merchant, goods_cents: int) -> None:
    back = RefundFacts("r1", TUESDAY, goods_cents=goods_cents)
    with scope(merchant=merchant):
        message = OrderFacts("shop", external_id, TUESDAY, refunds=(back,))
        flows.orders_changed([message], merchant=merchant, at=TUESDAY)
