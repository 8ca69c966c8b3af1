"""An order that is new is settled from its message: reading its row back would give the same."""

from datetime import timedelta

import pytest
from django_scopes import scope

from loyalty.customers.models import CustomerState
from loyalty.customers.snapshots import CustomerFacts
from loyalty.flows import orders_changed
from loyalty.orders.models import Order, OrderState
from loyalty.orders.queries import see_orders
from loyalty.orders.snapshots import (
    AmountFacts,
    LineFacts,
    OrderFacts,
    RefundFacts,
    ReturnedLine,
    as_first_seen,
)
from tests.cast import MONDAY, make_merchant

LATER = MONDAY + timedelta(days=1)
ADA = CustomerFacts("shop", "ada")
LINES = (LineFacts("a", 2, 500, 100, "Oil", ("food", "oil")), LineFacts("gift", 1, 1000, is_gift_card=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fact",
    [
        OrderFacts("shop", "1", MONDAY),
        OrderFacts("shop", "1", MONDAY, customer=ADA, amounts=AmountFacts("EUR", 1000)),
        OrderFacts(
            "shop",
            "1",
            MONDAY,
            customer=CustomerFacts("shop", email="guest@example.com", has_account=False),
            amounts=AmountFacts("EUR", 1000),
            channel=" web ",
            country="se",
            locale="sv_SE",
        ),
        OrderFacts(
            "shop", "1", MONDAY, customer=ADA, state=OrderState.CANCELLED, cancelled_at=LATER, number="#1"
        ),
        OrderFacts(
            "shop",
            "1",
            MONDAY,
            customer=ADA,
            state=OrderState.PAID,
            placed_at=MONDAY,
            paid_at=LATER,
            amounts=AmountFacts("EUR", 2000, 150, 490, 400, lines=LINES),
        ),
        OrderFacts(
            "shop",
            "1",
            MONDAY,
            customer=ADA,
            state=OrderState.PAID,
            paid_at=MONDAY,
            amounts=AmountFacts("EUR", 2000),
            refunds=(
                RefundFacts("r2", LATER, 300),
                RefundFacts("r1", MONDAY, 200, lines=(ReturnedLine("a", 1),)),
                RefundFacts("r2", LATER, 9),
            ),
        ),
    ],
    ids=["bare", "open", "guest", "cancelled", "lines", "refunds"],
)
def test_what_a_first_message_leaves_is_what_its_row_says(fact: OrderFacts) -> None:
    merchant = make_merchant()

    with scope(merchant=merchant):
        [order_id] = orders_changed([fact], merchant=merchant, at=LATER)
        [seen] = see_orders([order_id], merchant_id=merchant.pk)
        order = Order.objects.select_related("customer").get()

    state = CustomerState(order.customer.state) if order.customer else None
    joined_at = order.customer.joined_at if order.customer else None
    imagined = as_first_seen(fact, order_id, order.customer_id, state, joined_at)
    if fact.state or fact.amounts:
        assert imagined == seen
    else:
        assert (imagined.is_payable, seen.is_payable) == (False, False)
