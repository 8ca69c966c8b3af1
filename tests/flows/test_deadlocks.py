"""Two who need what the other holds. Each meeting has a careless twin, in which the server has to end one of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain, repeat
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError, connection
from django_scopes import scope

from earning.actions import ActivityFacts, CampaignTerms, DuplicateActivity, activities, admissions
from earning.queries import bonuses, decisions
from loyalty import flows
from loyalty.flows import customers, erasure, merging, orders, standings
from loyalty.flows.orders import settle
from loyalty.merchants.models import Merchant
from loyalty.orders.actions import messages
from loyalty.orders.queries import BY_NAME, hold_free_orders, hold_orders, lock_orders, see_orders
from loyalty.orders.snapshots import SeenOrder
from loyalty.points.actions import lock_balances
from loyalty.points.models import PointsAccount
from tests.cast import MONDAY, make_customer, make_merchant, make_reward, make_rule, make_tiers
from tests.flows.shop import GUEST, amounts, day, paid, placed, receive, refunded
from tests.points.cast import differences
from tests.races import at_once, meeting_after
from tests.referrals.cast import buys, invite, promise
from tests.vip.test_multipliers import LIFTING, NEXT, TIERS

pytestmark = pytest.mark.django_db(transaction=True)

ACCOUNTS = "points_pointsaccount account ON"
ORDERS = "INSERT INTO orders_order"
LOCK = "FOR NO KEY UPDATE"
# In seconds. Who never comes waits for the other.
PATIENCE, MORE_PATIENCE = 1.5, 20.0

Deed = Callable[[], object]


def meet(
    merchant: Merchant, one: tuple[str, Deed], other: tuple[str, Deed], *, is_right: bool, instead: str = ""
) -> list[Any]:
    """What came of two deeds: after its first statement that says this, each waits until the other is as far.

    Where all is right the other may have to wait earlier. Both lock their rows with something else `instead`.
    """
    met = Event(), Event()
    patience = PATIENCE if is_right else MORE_PATIENCE

    def act(number: int) -> object:
        text, deed = (one, other)[number]

        def wait_for_the_other() -> None:
            if not met[number].is_set():
                met[number].set()
                met[1 - number].wait(patience)

        with scope(merchant=merchant), locking(instead), meeting_after(text, wait_for_the_other):
            return deed()

    return at_once(act, times=2)


@contextmanager
def locking(instead: str) -> Iterator[None]:
    def lock(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        return execute(sql.replace(LOCK, instead or LOCK), params, many, context)

    with connection.execute_wrapper(lock):
        yield


def went_well(results: list[Any]) -> bool:
    """Whether both did. Anything else than a deadlock is a fault of the test."""
    failed = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(one, OperationalError) and "deadlock" in str(one) for one in failed), failed
    return not failed


@pytest.fixture
def merchant() -> Iterator[Merchant]:
    """Olive's shop, where gold earns half as much again and Ada is known."""
    olives = make_merchant()
    make_rule(olives)
    make_tiers(olives, *TIERS)
    make_customer(olives, external_id="ada")
    with scope(merchant=olives):
        yield olives


@pytest.mark.parametrize(
    ("hold", "is_right"),
    [(hold_free_orders, True), (hold_orders, False)],
    ids=["let go", "waited"],
)
def test_a_late_order_that_lifts_meets_a_refund_of_the_order_after_it(
    hold: Callable[..., None], is_right: bool, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standings, "hold_free_orders", hold)
    receive(NEXT, merchant=merchant)

    results = meet(
        merchant,
        (ACCOUNTS, lambda: receive(LIFTING, merchant=merchant)),
        (ORDERS, lambda: receive(refunded("2", goods=13_00), merchant=merchant)),
        is_right=is_right,
    )

    assert went_well(results) is is_right
    assert not is_right or PointsAccount.objects.get().balance == 500 + 30
    assert differences() == []


@pytest.mark.parametrize("is_right", [True, False], ids=["let go", "waited"])
def test_a_late_order_that_lifts_meets_an_order_in_the_campaign_of_the_one_after_it(
    is_right: bool, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_right:
        monkeypatch.setattr(decisions, "lock_budgets", _waiting)
    terms = CampaignTerms("Weekend", day(2), day(4), multiplier=Decimal(2), budget_points=1000)
    flows.campaign_created(merchant, terms=terms, by=None, at=day(0))
    receive(paid("2", on=2, money=amounts(33_00)), placed("3", on=3, money=amounts(10_00)), merchant=merchant)

    results = meet(
        merchant,
        (ACCOUNTS, lambda: receive(LIFTING, merchant=merchant)),
        ("FROM earning_campaign WHERE", lambda: receive(paid("3", on=3, by=None), merchant=merchant)),
        is_right=is_right,
    )

    assert went_well(results) is is_right
    assert not is_right or PointsAccount.objects.get().balance == 500 + 99 + 30
    assert differences() == []


def _waiting(campaign_ids: set[int], *, merchant_id: int, **_terms: bool) -> None:
    bonuses.lock_budgets(campaign_ids, merchant_id=merchant_id)


def hold_nothing(*_asked: Any, **_terms: Any) -> None:
    """What a careless flow would have locked first."""


@pytest.mark.parametrize("is_right", [True, False], ids=["held first", "not held"])
def test_a_merge_meets_a_refund(is_right: bool, merchant: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    if not is_right:
        monkeypatch.setattr(merging, "hold_all_of", hold_nothing)
    receive(NEXT, merchant=merchant)
    ada, augusta = make_customer(external_id="ada"), make_customer(first_name="Augusta")

    results = meet(
        merchant,
        (ACCOUNTS, lambda: flows.customers_merged(ada, into=augusta, by=None, at=day(9))),
        (ORDERS, lambda: receive(refunded("2", goods=13_00), merchant=merchant)),
        is_right=is_right,
    )

    assert went_well(results) is is_right
    assert not is_right or PointsAccount.objects.get(customer=augusta).balance == 20
    assert differences() == []


@pytest.mark.parametrize("is_right", [True, False], ids=["held first", "not held"])
def test_a_merge_meets_somebody_who_cancels_a_coupon(
    is_right: bool, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_right:
        monkeypatch.setattr(merging, "hold_all_of", hold_nothing)
    ada, augusta = make_customer(points=500), make_customer(first_name="Augusta")
    bought = flows.reward_redeemed(make_reward(), customer=ada, key="1", by=None, at=day(1))

    results = meet(
        merchant,
        (ACCOUNTS, lambda: flows.customers_merged(ada, into=augusta, by=None, at=day(9))),
        ("rewards_couponmove", lambda: flows.coupon_cancelled(bought.coupon, by=None, at=day(9))),
        is_right=is_right,
    )

    assert went_well(results) is is_right
    assert not is_right or PointsAccount.objects.get(customer=augusta).balance == 500
    assert differences() == []


@pytest.mark.parametrize("is_right", [True, False], ids=["held first", "not held"])
def test_an_erasure_meets_the_order_of_an_invited_friend(
    is_right: bool, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_right:
        monkeypatch.setattr(erasure, "hold_all_of", hold_nothing)
    promise(merchant)
    friend = invite(make_customer(external_id="ada")).friend
    assert friend
    receive(buys(), merchant=merchant)

    results = meet(
        merchant,
        (ACCOUNTS, lambda: flows.customer_erased(friend, by=None, at=day(9))),
        ("referrals_referral", lambda: receive(refunded("1", goods=40_00), merchant=merchant)),
        is_right=is_right,
    )

    assert went_well(results) is is_right
    assert differences() == []


@pytest.mark.parametrize("is_right", [True, False], ids=["held first", "held late"])
def test_a_guest_who_joins_meets_a_refund(
    is_right: bool, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_right:
        monkeypatch.setattr(admissions, "_ADMIT", admissions._ADMIT.replace(BY_NAME, ""))
        monkeypatch.setattr(customers, "hold_to_settle", _see)
        monkeypatch.setattr(customers, "settle", _settle_late)
    make_rule(action="sign_up", points=7)
    flows.program_changed(merchant, {"claim_guest_orders_days": 9}, by=None, at=day(0))
    receive(paid("1", by=GUEST, money=amounts(30_00)), merchant=merchant)
    member = replace(GUEST, has_account=True)

    results = meet(
        merchant,
        ("points_pointstransaction", lambda: flows.customer_joined(member, merchant=merchant, at=day(9))),
        (ORDERS, lambda: receive(refunded("1", goods=10_00), merchant=merchant)),
        is_right=is_right,
    )

    assert went_well(results) is is_right
    assert not is_right or PointsAccount.objects.get(customer__email=GUEST.email).balance == 7 + 20
    assert differences() == []


def _see(order_ids: list[int], *, merchant_id: int, at: datetime) -> list[SeenOrder]:
    return see_orders(order_ids, merchant_id=merchant_id)


def _settle_late(orders: list[SeenOrder], *, merchant: Merchant, at: datetime, **_terms: bool) -> object:
    locked = lock_orders([order.id for order in orders], merchant_id=merchant.pk)
    return settle(locked, merchant=merchant, at=at)


@pytest.mark.parametrize("is_right", [True, False], ids=["all at first", "as they come"])
def test_two_batches_of_the_same_orders(
    is_right: bool, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_right:
        monkeypatch.setattr(messages, "_rounds", lambda pairs: [[pair] for pair in pairs])
    receive(*(placed(name, money=amounts(10_00)) for name in "ab"), merchant=merchant)

    def tell(names: str) -> Deed:
        told = [paid(name, by=None) for name in names]
        return lambda: flows.orders_changed(told, merchant=merchant, at=day(9))

    results = meet(merchant, (ORDERS, tell("ab")), (ORDERS, tell("ba")), is_right=is_right)

    assert went_well(results) is is_right
    assert not is_right or PointsAccount.objects.get().balance == 20
    assert differences() == []


@pytest.mark.parametrize("is_right", [True, False], ids=["held first", "held late"])
def test_a_batch_meets_a_merge_of_a_customer_with_a_known_order_and_a_new_one(
    is_right: bool, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_right:
        monkeypatch.setattr(orders, "len", lambda _facts: 1, raising=False)
    receive(placed("2", on=2, money=amounts(33_00)), merchant=merchant)
    ada, augusta = make_customer(external_id="ada"), make_customer(first_name="Augusta")
    told = [NEXT, paid("3", on=3, money=amounts(10_00))]

    results = meet(
        merchant,
        ("customers_customer", lambda: flows.customers_merged(ada, into=augusta, by=None, at=day(9))),
        (ORDERS, lambda: flows.orders_changed(told, merchant=merchant, at=day(9))),
        is_right=is_right,
    )

    assert went_well(results) is is_right
    assert not is_right or PointsAccount.objects.get(customer=augusta).balance == 43
    assert differences() == []


@pytest.mark.parametrize("is_right", [True, False], ids=["held first", "held late"])
def test_an_activity_that_is_told_again_meets_its_revocation(
    is_right: bool, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_right:
        turns: Iterator[Callable[..., Any]] = chain([hold_nothing], repeat(lock_balances))
        monkeypatch.setattr(activities, "lock_balances", lambda *asked, **terms: next(turns)(*asked, **terms))
    make_rule(action="review", points=5, limit_count=9, limit_period="month")
    ada, told = make_customer(external_id="ada"), ActivityFacts("app", "review", "1", day(1))
    activity = flows.activity_received(ada, facts=told, at=day(1))

    def tell_again() -> None:
        with suppress(DuplicateActivity):
            flows.activity_received(ada, facts=told, at=day(2))

    results = meet(
        merchant,
        (ACCOUNTS, tell_again),
        ("FOR UPDATE", lambda: flows.activity_revoked(activity, at=day(2))),
        is_right=is_right,
    )

    assert went_well(results) is is_right
    assert not is_right or PointsAccount.objects.get().balance == 0
    assert differences() == []


@pytest.mark.parametrize("is_right", [True, False], ids=["no key", "key"])
def test_whoever_is_excluded_on_their_birthday_meets_an_order_of_theirs(
    is_right: bool, merchant: Merchant
) -> None:
    make_rule(action="birthday", points=5)
    ada = make_customer(external_id="ada")
    flows.birthday_set(ada, birthday=date(1990, 12, 10), by=None, at=day(0))
    receive(placed("2", on=2, money=amounts(33_00)), merchant=merchant)
    on = datetime(MONDAY.year + 1, 12, 11, tzinfo=UTC)

    results = meet(
        merchant,
        ("UPDATE", lambda: flows.customer_excluded(ada, reason="", by=None, at=on)),
        (ACCOUNTS, lambda: receive(NEXT, merchant=merchant)),
        instead="" if is_right else "FOR UPDATE",
        is_right=is_right,
    )

    assert went_well(results) is is_right
    assert differences() == []


@pytest.mark.parametrize("is_right", [True, False], ids=["no key", "key"])
def test_an_erasure_meets_a_new_order(is_right: bool, merchant: Merchant) -> None:
    ada = make_customer(external_id="ada")

    with addresses_as_keys(are_keys=not is_right):
        results = meet(
            merchant,
            (LOCK, lambda: flows.customer_erased(ada, by=None, at=day(9))),
            (ORDERS, lambda: receive(NEXT, merchant=merchant)),
            is_right=is_right,
        )

    assert went_well(results) is is_right
    assert differences() == []


@contextmanager
def addresses_as_keys(*, are_keys: bool) -> Iterator[None]:
    """With an index that another table could point at, to change an address is to change a key."""
    if not are_keys:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX careless ON customers_customer (merchant_id, email_key)")
        try:
            yield
        finally:
            cursor.execute("DROP INDEX careless")
