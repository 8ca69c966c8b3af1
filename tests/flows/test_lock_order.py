"""What a flow locks first of each kind stands in the order that docs/ledger.md names: so nobody waits in a ring."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from earning.actions import ActivityFacts, CampaignTerms
from earning.models import Activity
from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.flows.imports import orders_withdrawn
from loyalty.merchants.models import ExpiryMode, Merchant, RefundNegative
from loyalty.orders.models import Order
from loyalty.referrals.models import Decision, Referral
from loyalty.rewards.actions import OrderName
from loyalty.rewards.models import Coupon
from tests.cast import make_adjustment, make_customer, make_reward, make_rule, make_tiers
from tests.flows.shop import ADA, GUEST, amounts, cancelled, day, paid, placed, receive, refunded
from tests.referrals.cast import FRIEND, buys, invite, promise
from vip.models import Tier
from vip.snapshots import TierTerms

ORDER = (
    "customers_customer",
    "orders_order",
    "rewards_coupon",
    "referrals_referral",
    "earning_campaign",
    "points_pointsaccount",
    "earning_activity",
    "rewards_reward",
)
CLAUSE = re.compile(r"FOR (?:NO KEY UPDATE|UPDATE|SHARE)(?: OF \"?(\w+)\"?)?(\s+SKIP LOCKED)?")
SOURCE = re.compile(r"(?:FROM|JOIN) \"?(\w+)\"?(?: (?:AS )?\"?(\w+)\"?)?")
WRITTEN = re.compile(
    r"UPDATE \"?(\w+)\"?(?: \w+)? SET|INSERT INTO (\w+)(?: AS \w+)?\b(?=.*DO UPDATE)", re.DOTALL
)


def locked_by(sql: str) -> list[str]:
    """The tables in which a statement locks rows, waiting for whoever holds them, in the order of the text."""
    found = [(match.start(), match[1] or match[2]) for match in WRITTEN.finditer(sql)]
    for clause in (one for one in CLAUSE.finditer(sql) if not one[2]):
        sources = [match.groups() for match in SOURCE.finditer(sql, 0, clause.start())]
        named = [table for table, called in sources if clause[1] in (None, table, called)]
        found.append((clause.start(), named[-1]))
    return [table for _place, table in sorted(found) if table in ORDER]


@contextmanager
def noting(tables: list[str]) -> Iterator[None]:
    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        tables.extend(table for table in locked_by(sql) if table not in tables)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('SELECT id FROM "orders_order" WHERE id = 1 FOR NO KEY UPDATE', ["orders_order"]),
        (
            "SELECT 1 FROM orders_order o JOIN customers_customer c ON true FOR NO KEY UPDATE OF o",
            ["orders_order"],
        ),
        ("SELECT 1 FROM orders_order o FOR NO KEY UPDATE OF o SKIP LOCKED", []),
        (
            "INSERT INTO orders_order AS o (id) SELECT 1 ON CONFLICT (id) DO UPDATE SET id = 2",
            ["orders_order"],
        ),
        ("INSERT INTO orders_order AS o (id) SELECT 1 ON CONFLICT DO NOTHING", []),
        ("UPDATE points_pointsaccount account SET balance = 1", ["points_pointsaccount"]),
    ],
)
def test_locks_are_read_in_statements(sql: str, tables: list[str]) -> None:
    assert locked_by(sql) == tables


@pytest.fixture
def ada(merchant: Merchant) -> Customer:
    """A shop with something of everything: tiers, holding, expiry, a budget, a friend who was invited, a coupon."""
    make_rule(limit_count=9, limit_period="month")
    make_rule(action="review", points=5, limit_count=9, limit_period="month")
    make_rule(action="sign_up", points=7)
    make_rule(action="birthday", points=9)
    make_tiers(merchant, TierTerms("Bronze", 0), TierTerms("Gold", 500_00, multiplier=Decimal("1.5")))
    budget = CampaignTerms("Weekend", day(-9), day(99), multiplier=Decimal(2), budget_points=10**6)
    flows.campaign_created(merchant, terms=budget, by=None, at=day(0))
    settings = {"expiry_mode": ExpiryMode.LOT, "expiry_days": 20, "refund_negative": RefundNegative.CLAMP}
    flows.program_changed(merchant, {**settings, "claim_guest_orders_days": 9}, by=None, at=day(0))
    promise(merchant)
    ada = make_customer(external_id="ada", points=900)
    flows.birthday_set(ada, birthday=date(1990, 5, 20), by=None, at=day(0))
    flows.reward_redeemed(make_reward(expires_days=9), customer=ada, key="1", by=None, at=day(1))
    flows.activity_received(ada, facts=ActivityFacts("app", "review", "1", day(1)), at=day(1))
    flows.program_changed(merchant, {"holding_days": 3}, by=None, at=day(1))
    invite(ada)
    receive(
        paid("1", by=ADA, money=amounts(100_00)),
        paid("2", by=GUEST, money=amounts(20_00)),
        buys("3"),
        placed("4", by=ADA, money=amounts(10_00)),
        merchant=merchant,
        on=2,
    )
    return ada


def late(merchant: Merchant) -> object:
    return flows.orders_changed(
        [paid("5", by=ADA, on=0, money=amounts(600_00)), refunded("1", goods=5_00)],
        merchant=merchant,
        at=day(9),
    )


FLOWS: dict[str, Callable[[Merchant, Customer], object]] = {
    "an order is paid": lambda merchant, _ada: receive(paid("4", by=None), merchant=merchant),
    "a batch with an order that lifts": lambda merchant, _ada: late(merchant),
    "an order is cancelled": lambda merchant, _ada: receive(cancelled("1", on=8), merchant=merchant),
    "a friend's order is refunded": lambda merchant, _ada: receive(
        refunded("3", goods=40_00), merchant=merchant
    ),
    "orders are taken back": lambda merchant, _ada: orders_withdrawn(
        list(Order.objects.values_list("pk", flat=True)), merchant=merchant, at=day(9)
    ),
    "a guest joins": lambda merchant, _ada: flows.customer_joined(
        replace(GUEST, has_account=True), merchant=merchant, at=day(4)
    ),
    "a reward is redeemed": lambda _merchant, ada: flows.reward_redeemed(
        make_reward(points=50, limit_total=9), customer=ada, key="2", by=None, at=day(9)
    ),
    "a coupon is cancelled": lambda _merchant, _ada: flows.coupon_cancelled(
        Coupon.objects.get(), by=None, at=day(9)
    ),
    "a coupon is used": lambda _merchant, _ada: flows.coupon_used(
        Coupon.objects.get(), by=None, at=day(9), order=OrderName("shop", "1")
    ),
    "coupons expire": lambda merchant, _ada: flows.coupons_expired(merchant, at=day(999)),
    "points become available": lambda merchant, _ada: flows.points_activated(merchant, at=day(9)),
    "points expire": lambda merchant, _ada: flows.points_expired(merchant, at=day(99)),
    "points are adjusted": lambda _merchant, ada: make_adjustment(ada, points=5, at=day(9)),
    "an activity comes": lambda _merchant, ada: flows.activity_received(
        ada, facts=ActivityFacts("app", "review", "2", day(9)), at=day(9)
    ),
    "an activity is revoked": lambda _merchant, _ada: flows.activity_revoked(
        Activity.objects.get(token="review"), at=day(9)
    ),
    "somebody is excluded": lambda _merchant, ada: flows.customer_excluded(
        ada, reason="", by=None, at=day(999)
    ),
    "birthdays are kept": lambda merchant, _ada: kept_to(merchant, days=99),
    "a birthday is set": lambda _merchant, ada: flows.birthday_set(
        ada, birthday=date(1991, 1, 1), by=None, at=day(999)
    ),
    "a tier is set": lambda _merchant, ada: flows.tier_set(
        ada, Tier.objects.get(name="Gold"), until=None, reason="", by=None, at=day(9)
    ),
    "an invitation is blocked": lambda _merchant, _ada: flows.referral_decided(
        Referral.objects.get(), decision=Decision.BLOCKED, reason="", by=None, at=day(9)
    ),
    "two are merged": lambda _merchant, ada: flows.customers_merged(
        ada, into=Customer.objects.get(email=FRIEND), by=None, at=day(999)
    ),
    "somebody is erased": lambda _merchant, _ada: flows.customer_erased(
        Customer.objects.get(email=FRIEND), by=None, at=day(999)
    ),
}


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_a_flow_locks_in_the_one_order(
    flow: Callable[[Merchant, Customer], object], merchant: Merchant, ada: Customer
) -> None:
    tables: list[str] = []

    with noting(tables):
        flow(merchant, ada)

    assert tables
    assert tables == sorted(tables, key=ORDER.index)


def kept_to(merchant: Merchant, *, days: int) -> None:
    while flows.birthdays_kept(merchant, at=day(days)):
        pass
