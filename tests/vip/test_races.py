"""Orders of one customer at the same moment. Without the lock nobody sees what the other adds."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Timer
from typing import Any

import pytest
from django.db import connection
from django_scopes import scope

from earning.queries import decisions
from loyalty import flows
from loyalty.customers.snapshots import CustomerFacts
from loyalty.database.transactions import wait_for_earlier_transactions
from loyalty.jobs.actions import Work, claim
from loyalty.merchants.models import Merchant
from loyalty.points.actions import lock_balances
from tests.cast import MONDAY, make_customer, make_merchant, make_tiers
from tests.flows.shop import amounts, paid, placed, receive
from tests.flows.test_races import send_at_once
from tests.points.cast import at_once
from tests.vip.moves import tier_name
from tests.vip.test_reviews import GIVING, entry_points
from vip import tasks
from vip.actions import reviews
from vip.models import VipChange
from vip.snapshots import VipTerms

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


@pytest.mark.parametrize(
    ("wait", "is_right"),
    [(wait_for_earlier_transactions, True), (lambda **_terms: True, False)],
    ids=["waited for", "not waited for"],
)
def test_an_order_under_way_when_vip_is_switched_on_counts(
    wait: Callable[..., bool], is_right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "wait_for_earlier_transactions", wait)
    merchant = make_merchant()
    ada = make_customer(merchant, external_id="ada")
    knows_the_rules, is_applied = Event(), Event()

    def buy(_number: int) -> None:
        with scope(merchant=merchant), stopping_after("earning_ruleset", knows_the_rules, is_applied):
            receive(paid("1", money=amounts(500_00)), merchant=merchant)

    def switch_on(_number: int) -> None:
        knows_the_rules.wait()
        with scope(merchant=merchant):
            change = _confirmed(merchant)
            Timer(0.5, is_applied.set).start()
            tasks.apply_change(Work.of(claim(change.job_id or 0)))

    results = at_once(lambda number: (buy, switch_on)[number](number), times=2)

    assert results == [None, None]
    with scope(merchant=merchant):
        assert (tier_name(ada) == "Gold") is is_right


def _confirmed(merchant: Merchant) -> VipChange:
    change = flows.vip_change_planned(merchant, VipTerms(is_on=True, tiers=GIVING), by=None, at=MONDAY)
    while flows.vip_change_checked(change, at=MONDAY):
        pass
    return flows.vip_change_confirmed(change, gives_rewards=True, by=None, at=MONDAY)


@contextmanager
def stopping_after(table: str, reached: Event, go_on: Event) -> Iterator[None]:
    """The first statement of this connection that names the table is followed by a wait for somebody's word."""

    def wait(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if table in sql and not reached.is_set():
            reached.set()
            go_on.wait()
        return result

    with connection.execute_wrapper(wait):
        yield
