"""What an explanation says of the rules that were considered."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django_scopes import scope

from earning.actions import ActivityFacts, CampaignTerms
from earning.conditions import Categories, MinimumOrder, Stores, VerifiedPurchase
from earning.explanation import (
    ConsideredRule,
    Figure,
    OrderAccount,
    VerdictAccount,
    accounts_of_awards,
    considered_for_activity,
    considered_for_order,
)
from earning.models import Award, Settlement
from loyalty import flows
from loyalty.merchants.actions import add_store
from loyalty.merchants.models import Merchant
from loyalty.orders.snapshots import LineFacts
from tests.cast import make_adjustment, make_customer, make_merchant, make_rule
from tests.flows.shop import amounts, day, paid, receive, refunded

OIL = LineFacts("oil", 1, 20_00, categories=("food",))
MUG = LineFacts("mug", 1, 30_00, categories=("kitchen",))


@pytest.fixture
def merchant(db: None) -> Iterator[Merchant]:
    olives = make_merchant(currency="EUR")
    with scope(merchant=olives):
        yield olives


def account_of(merchant: Merchant) -> OrderAccount:
    award = Award.objects.get()
    found = accounts_of_awards([award.pk], merchant_id=merchant.pk, currency="EUR")[award.pk].order
    assert found
    return found


def test_each_condition_is_told_with_the_value_seen(merchant: Merchant) -> None:
    harbour = add_store(merchant, name="Harbour", source="shop", external_id="h")
    rule = make_rule(name="Shopping", conditions=(MinimumOrder(50_00), Stores((str(harbour.pk),))))

    receive(paid(money=amounts(45_00)), merchant=merchant)

    assert considered_for_order(Settlement.objects.select_related("ruleset").get()) == (
        ConsideredRule(
            rule.pk,
            "Shopping",
            1,
            0,
            (
                VerdictAccount("Orders of at least €50.00", "€45.00", False),
                VerdictAccount("Stores: only Harbour", "nothing known", False),
            ),
        ),
    )


def test_a_limit_and_a_purchase_are_told(merchant: Merchant) -> None:
    rule = make_rule(
        action="review",
        conditions=(VerifiedPurchase(),),
        limit_count=1,
        limit_period="day",
        cap_points=150,
        cap_period="month",
    )
    receive(paid("1", money=amounts(10_00)), merchant=merchant)
    facts = ActivityFacts("reviews", "review", "r-1", day(1), order_name="1")

    activity = flows.activity_received(make_customer(external_id="ada"), facts=facts, at=day(1))

    assert considered_for_activity(activity) == (
        ConsideredRule(
            rule.pk,
            "A rule",
            1,
            100,
            (
                VerdictAccount("Only for what the customer bought", "yes", True),
                VerdictAccount("At most once a day", "used 0 times", True),
                VerdictAccount("At most 150 points a month", "150 points left", True),
            ),
        ),
    )


def test_a_beaten_rule_is_told(merchant: Merchant) -> None:
    flows.program_changed(merchant, {"stacking": "best"}, by=None, at=day(0))
    make_rule(value_type="fixed", points=5)
    make_rule()

    receive(paid(money=amounts(45_00)), merchant=merchant)

    beaten, best = considered_for_order(Settlement.objects.get())
    assert (beaten.remark, best.remark) == ("It would have given 5 points, but another rule gave more.", "")


def test_the_sum_is_of_the_lines_that_count_and_the_campaign(merchant: Merchant) -> None:
    make_rule(conditions=(Categories(("food",)),))
    terms = CampaignTerms("Weekend", day(0), day(5), Decimal("1.5"))
    flows.campaign_created(merchant, terms=terms, by=None, at=day(0))

    receive(paid(money=amounts(0, OIL, MUG)), merchant=merchant)

    assert account_of(merchant).arithmetic == "€20.00 × 1 point per €1 × 1.5 = 30"


def test_shipping_and_tax_stand_in_the_sum(merchant: Merchant) -> None:
    flows.program_changed(
        merchant,
        {"earns_on_shipping": True, "earns_on_tax": True, "earns_before_discount": True},
        by=None,
        at=day(0),
    )
    make_rule()

    money = amounts(50_00, discount_cents=10_00, shipping_cents=5_00, tax_cents=8_00)
    receive(paid(money=money), refunded(goods=20_00), merchant=merchant)

    assert account_of(merchant).figures == (
        Figure("Goods", 50_00, "EUR"),
        Figure("Shipping", 5_00, "EUR"),
        Figure("Tax", 4_00, "EUR"),
        Figure("Refunds, returns and goods that do not earn", -25_00, "EUR"),
        Figure("Net amount", 34_00, "EUR", is_result=True),
    )


def test_what_could_not_be_taken_back_is_told(merchant: Merchant) -> None:
    flows.program_changed(merchant, {"refund_negative": "clamp"}, by=None, at=day(0))
    make_rule()
    receive(paid(money=amounts(50_00)), merchant=merchant)
    make_adjustment(make_customer(external_id="ada"), points=-50)

    receive(refunded(goods=20_00), merchant=merchant)

    assert account_of(merchant).remark == "The balance was too low to take everything back."


def test_campaigns_and_what_was_left_of_their_budgets_are_told(merchant: Merchant) -> None:
    make_rule()
    flows.campaign_created(
        merchant, terms=CampaignTerms("Weekend", day(0), day(5), Decimal(3)), by=None, at=day(0)
    )
    terms = CampaignTerms("Extra", day(0), day(5), extra_points=50, budget_points=70)
    flows.campaign_created(merchant, terms=terms, by=None, at=day(0))
    receive(*(paid(str(n), money=amounts(10_00)) for n in range(3)), merchant=merchant)

    settlements = Settlement.objects.select_related("ruleset").order_by("order_id")

    assert [considered_for_order(one)[0].remark for one in settlements] == [
        "“Weekend” made it 3 times as much. “Extra” added 50 points to the order.",
        "“Weekend” made it 3 times as much. "
        "The budget of “Extra” had only 20 points left, so it added those instead of 50 points.",
        "“Weekend” made it 3 times as much. "
        "The budget of “Extra” was used up, so it added nothing instead of 50 points.",
    ]
