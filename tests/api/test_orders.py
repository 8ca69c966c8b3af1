"""Orders sent in and read."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order
from tests.api.cast import Caller, message
from tests.cast import make_customer, make_merchant, make_order, make_rule, make_user

ADA = {"external_id": "c-1", "email": "ada@example.com", "first_name": "Ada"}
PAID = {
    "external_id": "1001",
    "customer": ADA,
    "state": "paid",
    "paid_at": "2026-03-02T09:00:00Z",
    "updated_at": "2026-03-02T09:00:00Z",
    "currency": "EUR",
    "goods_cents": 20_00,
}


def send(caller: Caller, **changes: Any) -> dict[str, Any]:
    response = caller.post("orders", {"order": {**PAID, **changes}})
    assert response.status_code == 200, response.content
    order: dict[str, Any] = response.json()["order"]
    return order


def balance_of(merchant: Merchant, email: str = "ada@example.com") -> int:
    with scope(merchant=merchant):
        return int(Order.objects.get(customer__email=email).customer.account.balance)  # type: ignore[union-attr]  # hers


def test_a_paid_order_earns_points_for_somebody_new(caller: Caller, merchant: Merchant) -> None:
    make_rule(merchant)

    order = send(caller)

    assert order == {
        "id": order["id"],
        "source": "api",
        "external_id": "1001",
        "number": "",
        "customer_id": order["customer_id"],
        "state": "paid",
        "currency": "EUR",
        "goods_cents": 20_00,
        "discount_cents": 0,
        "shipping_cents": 0,
        "tax_cents": 0,
        "refunds": [],
        "points_earned": 20,
        "placed_at": order["placed_at"],
        "paid_at": "2026-03-02T09:00:00.000Z",
        "fulfilled_at": None,
        "cancelled_at": None,
        "created_at": order["created_at"],
        "updated_at": order["updated_at"],
    }
    assert balance_of(merchant) == 20


def test_the_same_order_twice_counts_once(caller: Caller, merchant: Merchant) -> None:
    make_rule(merchant)

    first, second = send(caller), send(caller)

    assert (second["id"], second["points_earned"]) == (first["id"], 20)
    assert balance_of(merchant) == 20


def test_a_refund_takes_back_what_it_must_and_once(caller: Caller, merchant: Merchant) -> None:
    make_rule(merchant)
    order = send(caller)
    refund = {"refund": {"external_id": "r-1", "goods_cents": 5_00, "refunded_at": "2026-03-03T09:00:00Z"}}

    answers = [caller.post(f"orders/{order['id']}/refunds", refund) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    changed = answers[1].json()["order"]
    assert changed["points_earned"] == 15
    assert changed["refunds"] == [
        {
            "external_id": "r-1",
            "goods_cents": 5_00,
            "shipping_cents": 0,
            "refunded_at": "2026-03-03T09:00:00.000Z",
        }
    ]


def test_a_refund_may_come_before_its_order(caller: Caller, merchant: Merchant) -> None:
    make_rule(merchant)
    refund = {"external_id": "r-1", "goods_cents": 5_00, "refunded_at": "2026-03-03T09:00:00Z"}

    caller.post("orders", {"order": {"external_id": "1001", "refunds": [refund]}})

    assert send(caller)["points_earned"] == 15


def test_a_cancelled_order_earns_nothing(caller: Caller, merchant: Merchant) -> None:
    make_rule(merchant)
    send(caller)

    order = send(caller, state="cancelled", updated_at="2026-03-04T09:00:00Z")

    assert (order["state"], order["points_earned"]) == ("cancelled", 0)
    assert order["cancelled_at"] == "2026-03-04T09:00:00.000Z"


def test_lines_make_the_amount(caller: Caller, merchant: Merchant) -> None:
    make_rule(merchant)
    lines = [
        {"sku": "bean", "quantity": 2, "price_cents": 10_00, "categories": ["coffee"]},
        {"sku": "card", "quantity": 1, "price_cents": 50_00, "is_gift_card": True},
    ]

    order = send(caller, goods_cents=None, lines=lines)

    assert (order["goods_cents"], order["points_earned"]) == (70_00, 20)


def test_many_orders_are_brought_in_at_once(caller: Caller, merchant: Merchant) -> None:
    make_rule(merchant)
    orders = [{**PAID, "external_id": str(number)} for number in range(30)]

    with CaptureQueriesContext(connection) as few:
        caller.post("orders/bulk", {"orders": orders[:3]})
    with CaptureQueriesContext(connection) as many:
        answer = caller.post("orders/bulk", {"orders": orders[3:]})

    assert len(many) <= len(few)
    assert [order["points_earned"] for order in answer.json()["orders"]] == [20] * 27


def test_a_list_takes_as_many_queries_for_three_as_for_one(caller: Caller, merchant: Merchant) -> None:
    make_rule(merchant)
    send(caller)
    with CaptureQueriesContext(connection) as one:
        caller.get("orders")
    send(caller, external_id="1002")
    send(caller, external_id="1003", refunds=[{"external_id": "r", "goods_cents": 1}])

    with CaptureQueriesContext(connection) as three:
        orders = caller.get("orders").json()["orders"]

    assert [order["external_id"] for order in orders] == ["1003", "1002", "1001"]
    assert len(three) == len(one)


def test_the_list_is_narrowed_and_paged(caller: Caller, merchant: Merchant) -> None:
    ada, grace = make_customer(merchant), make_customer(merchant, first_name="Grace")
    orders = [make_order(ada), make_order(grace), make_order(ada)]

    first = caller.get("orders", {"limit": 2}).json()
    second = caller.get("orders", {"limit": 2, "cursor": first["metadata"]["next_cursor"]}).json()

    assert [order["id"] for order in first["orders"] + second["orders"]] == [
        order.pk for order in reversed(orders)
    ]
    hers = caller.get("orders", {"customer_id": grace.pk}).json()["orders"]
    assert [order["id"] for order in hers] == [orders[1].pk]


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"external_id": ""}, 400, "order.external_id"),
        ({"currency": ""}, 400, "Say which currency the amounts are in."),
        ({"goods_cents": 10.5}, 400, "order.goods_cents"),
        ({"goods_cents": -1}, 400, "order.goods_cents"),
        ({"customer": {"first_name": "Ada"}}, 400, "Say who it is"),
        ({"customer": {"email": "nobody"}}, 422, ""),
        ({"state": "eaten"}, 400, "order.state"),
        ({"surprise": 1}, 400, "order.surprise: There is no such field."),
        ({"lines": [{"sku": "a", "quantity": 10**6, "price_cents": 10**15}] * 3}, 422, "amount"),
        ({"fx_rate": 0}, 400, "A rate is above zero."),
    ],
)
def test_what_is_wrong_is_said(
    caller: Caller, merchant: Merchant, changes: dict[str, Any], status: int, said: str
) -> None:
    response = caller.post("orders", {"order": {**PAID, **changes}})

    assert response.status_code == status
    assert said in message(response)
    with scope(merchant=merchant):
        assert not Order.objects.exists()


def test_a_strangers_order_is_not_there(caller: Caller) -> None:
    order = make_order(make_customer(make_merchant(owner=make_user("Stranger"), name="Theirs")))

    assert caller.get(f"orders/{order.pk}").status_code == 404
    assert caller.post(f"orders/{order.pk}/refunds", {"refund": {"external_id": "r"}}).status_code == 404


def test_sending_takes_its_scope(merchant: Merchant) -> None:
    reader = Caller(merchant, ["order:read"])

    assert reader.post("orders", {"order": PAID}).status_code == 403
    assert reader.get("orders").status_code == 200
