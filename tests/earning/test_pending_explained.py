"""Pending points on the pages of people: what they are, and from when they can be used."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from earning.conditions import MinimumOrder
from earning.explanation import explain
from loyalty import flows
from loyalty.merchants.models import Merchant
from loyalty.orders.snapshots import RefundFacts
from loyalty.points.models import PointsTransaction
from tests.cast import MONDAY, make_customer, make_merchant, make_order, make_rule, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    merchant = make_merchant(currency="USD")
    make_rule(merchant, name="Purchases")
    with scope(merchant=merchant):
        flows.program_changed(merchant, {"holding_days": 14}, by=None, at=MONDAY)
    return merchant


@pytest.fixture
def client(client: Client, merchant: Merchant) -> Client:
    return sign_in(client, make_user("Olive"))


def summaries(merchant: Merchant) -> list[str]:
    with scope(merchant=merchant):
        entries = list(PointsTransaction.objects.select_related("merchant").order_by("pk"))
        explanations = explain(entries)
        return [explanations[entry.pk].summary for entry in entries]


def test_each_step_says_what_became_of_the_pending_points(merchant: Merchant) -> None:
    ada = make_customer(merchant)
    make_order(ada, external_id="7", goods_cents=100_00)
    refund = RefundFacts("r", MONDAY + timedelta(days=1), goods_cents=40_00)
    make_order(ada, external_id="7", goods_cents=100_00, refunds=(refund,))
    pending = summaries(merchant)

    with scope(merchant=merchant):
        flows.points_activated(merchant, at=MONDAY + timedelta(days=14))

    assert pending[0] == "“Purchases” gave 100 points for order 7, to be held back first."
    assert [*summaries(merchant)[1:]] == [
        "Order 7 changed while pending: “Purchases” gives 60 points for it instead of 100 points.",
        "The holding period of order 7 is over: its 60 points can be used.",
    ]


def test_the_customers_page_says_when_points_become_available(client: Client, merchant: Merchant) -> None:
    ada = make_customer(merchant)
    make_order(ada, goods_cents=100_00)

    page = client.get(reverse("customers:detail", args=[ada.pk])).content.decode()

    assert "Available on March 16, 2026" in page
    assert "+100 pending" in page


def test_the_orders_page_says_that_points_are_pending(client: Client, merchant: Merchant) -> None:
    order = make_order(make_customer(merchant), goods_cents=100_00)

    page = client.get(reverse("orders:detail", args=[order.pk])).content.decode()

    assert "The points are pending: they become available on March 16, 2026" in page


def test_an_order_that_gave_nothing_shows_the_rules_that_were_considered(
    client: Client, merchant: Merchant
) -> None:
    make_rule(merchant, name="Large orders", conditions=(MinimumOrder(500_00),))
    order = make_order(make_customer(merchant), goods_cents=20)

    page = client.get(reverse("orders:detail", args=[order.pk])).content.decode()

    assert "Large orders" in page
    assert "Orders of at least $500.00" in page
