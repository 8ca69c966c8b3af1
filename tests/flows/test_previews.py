"""Trying rules without consequences."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from earning.actions import ActivityFacts
from earning.conditions import MinimumOrder, OrderNumber
from earning.models import Award, Settlement
from earning.queries import preview_activity, preview_orders
from loyalty import flows
from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order, OrderState
from loyalty.orders.queries import see_orders
from tests.cast import make_customer, make_merchant, make_rule
from tests.flows.shop import amounts, day, log, paid, placed, receive


@pytest.fixture
def merchant(db: None) -> Iterator[Merchant]:
    olives = make_merchant()
    with scope(merchant=olives):
        yield olives


def test_a_typed_order_of_a_customer_is_tried_and_nothing_is_written(merchant: Merchant) -> None:
    rule = make_rule(conditions=(MinimumOrder(50_00), OrderNumber()), limit_count=1, limit_period="day")
    receive(placed(money=amounts(60_00)), merchant=merchant)
    (stored,) = see_orders([Order.objects.get().pk], merchant_id=merchant.pk)
    typed = replace(stored, id=0, state=OrderState.PAID)

    with CaptureQueriesContext(connection) as captured:
        (decision,) = preview_orders([typed], merchant_id=merchant.pk)

    assert decision.targets == {rule.pk: 60}
    assert all(
        query["sql"].lstrip().startswith(("SELECT", "WITH settled AS MATERIALIZED")) for query in captured
    )
    assert not any(word in query["sql"] for query in captured for word in ("INSERT", "UPDATE ", "DELETE"))
    assert not any("FOR NO KEY UPDATE" in query["sql"] for query in captured)
    assert not Settlement.objects.exists()
    assert not Award.objects.exists()


def test_a_settled_order_is_tried_by_the_rules_it_was_settled_with(merchant: Merchant) -> None:
    rule = make_rule()
    receive(paid(money=amounts(60_00)), merchant=merchant)
    make_rule(points=9)
    (stored,) = see_orders([Order.objects.get().pk], merchant_id=merchant.pk)

    (decision,) = preview_orders([replace(stored, goods_cents=40_00)], merchant_id=merchant.pk)

    assert decision.targets == {rule.pk: 40}


def test_an_activity_is_tried_with_what_was_given_before(merchant: Merchant) -> None:
    make_rule(action="review", points=50, limit_count=1, limit_period="day")
    ada = make_customer()
    facts = ActivityFacts("reviews", "review", "r-1", day(1))

    before = preview_activity(ada, facts)
    flows.activity_received(ada, facts=facts, at=day(1))
    after = preview_activity(ada, facts)

    assert (list(before.points.values()), before.refusal) == ([50], "")
    assert (after.points, after.refusal) == ({}, "limit_reached")
    assert log() == [("earn_activity", 50)]
