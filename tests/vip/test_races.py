"""Orders of one customer at the same moment. Without the lock nobody sees what the other adds."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connection
from django_scopes import scope

from earning.queries import decisions
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.models import Merchant
from loyalty.points.actions import lock_balances
from tests.cast import make_customer, make_merchant, make_tiers
from tests.flows.shop import amounts, paid, placed, receive
from tests.flows.test_races import send_at_once
from tests.vip.moves import tier_name
from tests.vip.test_reviews import GIVING, entry_points
from vip.actions import reviews

pytestmark = pytest.mark.django_db(transaction=True)


def lock_nothing(_customer_ids: Iterable[int], *, merchant_id: int) -> dict[int, int]:
    """Lets the other come as far instead."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.5)")
    return {}


@pytest.mark.parametrize(
    ("lock", "is_right"), [(lock_balances, True), (lock_nothing, False)], ids=["locked", "not locked"]
)
def test_two_orders_at_once_lift_together(
    lock: Callable[..., Any], is_right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "lock_balances", lock)
    monkeypatch.setattr(reviews, "lock_balances", lock)
    merchant = make_merchant()
    make_tiers(merchant, GIVING[0], GIVING[2])

    # Two that do not wait for each other may still meet rightly by chance, but not every time.
    outcomes = [_lift(merchant, f"shopper-{number}") for number in range(1 if is_right else 6)]

    assert all(outcome == ("Gold", [250]) for outcome in outcomes) is is_right


def _lift(merchant: Merchant, name: str) -> tuple[str | None, list[int]]:
    """The tier and the entry points of a customer whose two orders come at once."""
    by = CustomerFacts("shop", name, f"{name}@example.com")
    customer = make_customer(merchant, first_name=name, external_id=name, email=by.email)
    first, second = f"{name}-1", f"{name}-2"
    with scope(merchant=merchant):
        receive(
            *(placed(order, by=by, money=amounts(300_00)) for order in (first, second)), merchant=merchant
        )

    results = send_at_once(merchant, [paid(first, by=None)], [paid(second, by=None)])

    assert results == [None, None]
    with scope(merchant=merchant):
        return tier_name(customer), entry_points(customer)


def test_ten_orders_at_once_enter_a_tier_once() -> None:
    merchant = make_merchant()
    make_tiers(merchant, *GIVING)
    ada = make_customer(merchant, external_id="ada")

    results = send_at_once(merchant, *([paid(str(n), money=amounts(100_00))] for n in range(10)))

    with scope(merchant=merchant):
        assert results == [None] * 10
        assert (tier_name(ada), entry_points(ada)) == ("Gold", [100, 250])
