"""What a campaign would cost, by the orders of late."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from earning.actions import CampaignTerms, as_frozen_campaign
from earning.conditions import OrderNumber
from earning.models import CampaignBonus
from earning.queries import CampaignCost, preview_campaign
from loyalty import flows
from loyalty.merchants.models import Merchant
from tests.cast import MONDAY, make_customer, make_merchant, make_order, make_rule

LATER = MONDAY + timedelta(days=90)


@pytest.fixture
def merchant(db: None) -> Iterator[Merchant]:
    olives = make_merchant()
    with scope(merchant=olives):
        yield olives


def cost(merchant: Merchant, most: int = 100, **said: Any) -> CampaignCost:
    terms = CampaignTerms(
        **{
            "name": "Weekend",
            "starts_at": LATER,
            "ends_at": LATER + timedelta(days=9),
            "multiplier": Decimal(2),
            **said,
        }
    )
    return preview_campaign(as_frozen_campaign(terms), merchant_id=merchant.pk, at=LATER, most=most)


def buy(name: str, *euros: int, first_day: int = 0) -> None:
    customer = make_customer(first_name=name)
    for number, amount in enumerate(euros):
        make_order(customer, goods_cents=amount * 100, at=MONDAY + timedelta(days=first_day + number))


def test_orders_of_ninety_days_say_what_it_would_have_added(merchant: Merchant) -> None:
    make_rule()
    buy("Ada", 100, 50)
    buy("Björn", 200)
    make_order(make_customer(), goods_cents=999_00, at=LATER)
    make_order(goods_cents=999_00)

    assert cost(merchant) == CampaignCost(350, 3, 2, 35, None, looked_at=3, orders_in_all=3)
    assert not CampaignBonus.objects.exists()


def test_limits_count_as_they_would_and_other_campaigns_do_not(merchant: Merchant) -> None:
    make_rule(limit_count=1, limit_period="lifetime")
    make_rule(conditions=(OrderNumber(),))
    other = CampaignTerms("Other", MONDAY - timedelta(days=1), LATER, multiplier=Decimal(9))
    flows.campaign_created(merchant, terms=other, by=None, at=MONDAY)
    buy("Ada", 100, 50)

    assert cost(merchant, multiplier=Decimal(3)).points == 200 + 200


def test_a_budget_is_compared_with_the_pace(merchant: Merchant) -> None:
    make_rule()
    buy("Ada", 100)

    assert cost(merchant, budget_points=9).is_cut
    assert not cost(merchant, budget_points=10).is_cut


def test_of_many_orders_those_of_some_customers_stand_for_all(merchant: Merchant) -> None:
    make_rule()
    for number in range(8):
        buy(f"Shopper{number}", 100, 100)

    seen = cost(merchant, most=4)

    assert seen.is_sample
    assert (seen.looked_at, seen.orders_in_all) == (4, 16)
    assert (seen.points, seen.orders, seen.customers) == (1600, 16, 8)


def test_a_shop_without_orders_or_rules_costs_nothing(merchant: Merchant) -> None:
    assert cost(merchant) == CampaignCost(0, 0, 0, 0, None, 0, 0)

    buy("Ada", 100)

    assert cost(merchant).points == 0


def test_any_number_of_orders_takes_six_statements(merchant: Merchant) -> None:
    make_rule(conditions=(OrderNumber(),))
    buy("Ada", 100)
    with CaptureQueriesContext(connection) as one:
        cost(merchant)
    buy("Björn", 100, 100)

    with CaptureQueriesContext(connection) as three:
        cost(merchant)

    assert len(one) == len(three) == 6
