"""How many statements a message costs."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from earning.actions import CampaignTerms
from earning.conditions import AccountAge, Currencies, CustomerTags, MinimumOrder, Skus
from loyalty import flows
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.models import Merchant
from loyalty.orders.snapshots import OrderFacts
from tests.cast import make_customer, make_rule
from tests.flows.shop import ADA, amounts, cancelled, day, edited, paid, placed, receive, refunded

MOST = 12
MOST_TO_SETTLE = 8
LOCKING = "SELECT\n    o.id, o.customer_id"
EVERY_KIND = (
    MinimumOrder(1),
    Skus(("oil",), is_excluding=True),
    CustomerTags(("wholesale",), is_excluding=True),
    AccountAge(1),
    Currencies(("EUR",)),
)
ONE, FEW, MANY = slice(0, 1), slice(1, 3), slice(3, 31)


def statements(facts: Sequence[OrderFacts], merchant: Merchant) -> list[str]:
    """The beginnings of all statements, savepoints included, from receiving the messages to the outbox."""
    with CaptureQueriesContext(connection) as captured:
        flows.orders_changed(facts, merchant=merchant, at=day(9))
    return [str(query["sql"]).partition("SAVEPOINT")[0][:60].strip() for query in captured]


def test_a_paid_order_of_a_known_customer_takes_few(merchant: Merchant) -> None:
    make_rule()
    make_customer(external_id="ada")

    taken = statements([paid(money=amounts(10_00))], merchant)

    assert len(taken) <= MOST, "\n".join(taken)


def test_from_lock_to_outbox_a_paid_order_takes_eight(merchant: Merchant) -> None:
    make_rule()
    make_customer(external_id="ada")
    receive(placed(money=amounts(10_00)), merchant=merchant)

    taken = statements([paid()], merchant)

    settling = taken[next(number for number, sql in enumerate(taken) if sql.startswith(LOCKING)) :]
    assert len(settling) <= MOST_TO_SETTLE, "\n".join(settling)


def test_a_campaign_costs_no_statement_and_a_budget_two(merchant: Merchant) -> None:
    make_rule()
    make_customer(external_id="ada")
    told = [placed(str(n), money=amounts(10_00)) for n in range(3)]
    receive(*told, merchant=merchant)
    terms: dict[str, Any] = {"starts_at": day(-1), "ends_at": day(8), "multiplier": Decimal(2)}
    without = statements([paid("0")], merchant)

    flows.campaign_created(merchant, terms=CampaignTerms("Weekend", **terms), by=None, at=day(0))
    with_campaign = statements([paid("1")], merchant)
    for _number in range(3):
        limited = CampaignTerms("Weekend", budget_points=50, **terms)
        flows.campaign_created(merchant, terms=limited, by=None, at=day(0))
    with_budgets = statements([paid("2")], merchant)

    assert len(with_campaign) == len(without)
    assert len(with_budgets) == len(without) + 2


def test_rules_and_conditions_cost_no_statements(merchant: Merchant) -> None:
    make_customer(external_id="ada")
    terms: dict[str, Any] = {
        "conditions": EVERY_KIND,
        "starts_at": day(-1),
        "cap_points": 10**6,
        "cap_period": "month",
    }
    for _number in range(2):
        make_rule(**terms)
    with_two = statements([paid("1", money=amounts(10_00))], merchant)
    for _number in range(18):
        make_rule(**terms)

    with_twenty = statements([paid("2", money=amounts(10_00))], merchant)

    assert with_twenty == with_two


def test_many_orders_take_the_same_statements_as_one(merchant: Merchant) -> None:
    make_rule()
    people = [CustomerFacts("shop", str(n), f"shopper{n}@example.com") for n in range(31)]
    bought = [paid(str(n), by=person, money=amounts(10_00)) for n, person in enumerate(people)]
    later = [
        bought,
        [refunded(str(n), goods=5_00) for n in range(31)],
        [edited(str(n), on=5, money=amounts(80_00)) for n in range(31)],
        [cancelled(str(n), on=6) for n in range(31)],
        bought,
    ]

    for told in later:
        one, few, many = (statements(told[part], merchant) for part in (ONE, FEW, MANY))

        assert len(one) <= len(few)
        assert few == many


def test_a_message_that_says_nothing_new_stops_early(merchant: Merchant) -> None:
    make_rule()
    first = statements([paid(money=amounts(10_00))], merchant)

    again = statements([paid(by=ADA, money=amounts(10_00))], merchant)

    assert len(again) < len(first) / 2
