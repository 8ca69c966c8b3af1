"""Messages at the same time. Each race has a careless twin, which loses it: so the test can tell."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django_scopes import scope

from loyalty import flows
from loyalty.customers.actions import arrivals
from loyalty.customers.actions.statements import LOCK
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.orders.actions import messages
from loyalty.orders.actions.statements import UPSERT_ORDERS
from loyalty.orders.models import Order
from loyalty.orders.snapshots import OrderFacts
from loyalty.points.models import PointsAccount
from tests.cast import make_merchant, make_rule
from tests.flows.shop import ADA, amounts, day, log, paid, placed, refunded
from tests.points.cast import differences
from tests.races import at_once, slowly

pytestmark = pytest.mark.django_db(transaction=True)

LOSE_WHAT_CAME_SECOND = re.sub(
    "DO UPDATE .*RETURNING", "DO NOTHING RETURNING", UPSERT_ORDERS, flags=re.DOTALL
)


def send_at_once(
    merchant: Merchant,
    *batches: list[OrderFacts],
    within: Callable[[], AbstractContextManager[None]] = slowly,
) -> list[Any]:
    def send(number: int) -> None:
        with scope(merchant=merchant), within():
            flows.orders_changed(batches[number], merchant=merchant, at=day(9))

    return at_once(send, times=len(batches))


@pytest.mark.parametrize(
    ("statement", "is_right"),
    [(UPSERT_ORDERS, True), (LOSE_WHAT_CAME_SECOND, False)],
    ids=["merged", "not merged"],
)
def test_one_unknown_order_told_by_two_at_once_ends_right(
    statement: str, is_right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "UPSERT_ORDERS", statement)
    merchant = make_merchant()
    make_rule(merchant)

    results = send_at_once(
        merchant, [placed(money=amounts(50_00)), refunded(goods=20_00)], [paid(), refunded(goods=20_00)]
    )

    with scope(merchant=merchant):
        assert results == [None, None]
        assert (PointsAccount.objects.get().balance == 30) is is_right
        assert Order.objects.count() == Customer.objects.count() == 1
    assert differences() == []


def test_six_messages_about_one_order_at_once_end_right() -> None:
    merchant = make_merchant()
    make_rule(merchant)
    told = [paid(money=amounts(50_00)), placed(money=amounts(90_00)), paid(on=2)]
    told += [refunded(name=f"r{n}", goods=10_00) for n in range(3)]

    results = send_at_once(merchant, *([fact] for fact in told))

    with scope(merchant=merchant):
        assert results == [None] * 6
        assert PointsAccount.objects.get().balance == sum(points for _kind, points in log()) == 20
    assert differences() == []


@pytest.mark.parametrize(
    ("lock", "is_right"), [(LOCK, True), ("SELECT 1", False)], ids=["locked", "not locked"]
)
def test_ten_messages_about_one_stranger_make_one_customer(
    lock: str, is_right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "LOCK", lock)
    merchant = make_merchant()
    make_rule(merchant)

    results = send_at_once(merchant, *([paid(str(n), by=ADA, money=amounts(10_00))] for n in range(10)))

    with scope(merchant=merchant):
        assert (results == [None] * 10) is is_right
        assert Customer.objects.count() == 1
        assert (PointsAccount.objects.get().balance == 100) is is_right
    assert differences() == []


def test_one_account_reported_ten_times_at_once_signs_up_once() -> None:
    merchant = make_merchant()
    make_rule(merchant, action="sign_up", points=200)

    def join(number: int) -> None:
        with scope(merchant=merchant), slowly():
            flows.customer_joined(ADA, merchant=merchant, at=day(1))

    results = at_once(join, times=10)

    with scope(merchant=merchant):
        assert results == [None] * 10
        assert log() == [("earn_signup", 200)]
