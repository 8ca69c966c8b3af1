"""Orders of one customer at the same moment. Without the lock nobody sees what the other adds."""

from collections.abc import Callable, Iterable
from threading import Event
from typing import Any

import pytest
from django_scopes import scope

from earning.queries import decisions
from loyalty import flows
from loyalty.database.transactions import wait_for_earlier_transactions
from loyalty.jobs.actions import Work, claim
from loyalty.merchants.models import Merchant
from loyalty.points.actions import lock_balances
from tests.cast import MONDAY, make_customer, make_merchant, make_tiers
from tests.flows.shop import amounts, paid, placed, receive
from tests.flows.test_races import send_at_once
from tests.races import at_once, meeting, meeting_after, slowly, stopping_after
from tests.vip.moves import tier_name
from tests.vip.test_reviews import GIVING, entry_points
from vip import tasks
from vip.actions import reviews
from vip.models import VipChange
from vip.snapshots import VipTerms

pytestmark = pytest.mark.django_db(transaction=True)


def lock_nothing(_customer_ids: Iterable[int], *, merchant_id: int) -> dict[int, int]:
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

    ada = make_customer(merchant, external_id="ada")
    with scope(merchant=merchant):
        receive(*(placed(order, money=amounts(300_00)) for order in ("1", "2")), merchant=merchant)
    # Without the lock both have been reviewed before either commits.
    meet = meeting(2)

    results = send_at_once(
        merchant,
        [paid("1", by=None)],
        [paid("2", by=None)],
        within=slowly if is_right else lambda: meeting_after("INSERT INTO vip_tiermove", meet),
    )

    with scope(merchant=merchant):
        assert results == [None, None]
        assert ((tier_name(ada), entry_points(ada)) == ("Gold", [250])) is is_right


def test_ten_orders_at_once_enter_a_tier_once() -> None:
    merchant = make_merchant()
    make_tiers(merchant, *GIVING)
    ada = make_customer(merchant, external_id="ada")

    results = send_at_once(merchant, *([paid(str(n), money=amounts(100_00))] for n in range(10)))

    with scope(merchant=merchant):
        assert results == [None] * 10
        assert (tier_name(ada), entry_points(ada)) == ("Gold", [100, 250])


@pytest.mark.parametrize("waits", [True, False], ids=["waited for", "not waited for"])
def test_an_order_under_way_when_vip_is_switched_on_counts(
    waits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    knows_the_rules, may_go_on = Event(), Event()

    def wait_for_the_order(**terms: Any) -> bool:
        may_go_on.set()
        return wait_for_earlier_transactions(**terms)

    monkeypatch.setattr(
        tasks, "wait_for_earlier_transactions", wait_for_the_order if waits else lambda **_terms: True
    )
    merchant = make_merchant()
    ada = make_customer(merchant, external_id="ada")

    def buy(_number: int) -> None:
        with scope(merchant=merchant), stopping_after("earning_ruleset", knows_the_rules, may_go_on):
            receive(paid("1", money=amounts(500_00)), merchant=merchant)

    def switch_on(_number: int) -> None:
        knows_the_rules.wait()
        with scope(merchant=merchant):
            change = _confirmed(merchant)
            tasks.apply_change(Work.of(claim(change.job_id or 0)))
        may_go_on.set()

    results = at_once(lambda number: (buy, switch_on)[number](number), times=2)

    assert results == [None, None]
    with scope(merchant=merchant):
        assert (tier_name(ada) == "Gold") is waits


def _confirmed(merchant: Merchant) -> VipChange:
    change = flows.vip_change_planned(merchant, VipTerms(is_on=True, tiers=GIVING), by=None, at=MONDAY)
    while flows.vip_change_checked(change, at=MONDAY):
        pass
    return flows.vip_change_confirmed(change, gives_rewards=True, by=None, at=MONDAY)
