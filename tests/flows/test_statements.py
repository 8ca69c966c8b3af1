"""How many statements a message costs."""

from collections.abc import Sequence

from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty import flows
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.models import Merchant
from loyalty.orders.snapshots import OrderFacts
from tests.cast import make_customer, make_rule
from tests.flows.shop import ADA, amounts, cancelled, day, edited, paid, refunded

MOST = 12
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
