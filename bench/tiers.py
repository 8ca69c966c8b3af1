"""Bringing 100,000 customers to other tiers after a change of settings, against one UPDATE of the same rows.

Every turn moves everybody: from the tier they hold to the other one. The review reads what was spent or earned, finds
tiers and their ends, writes them, the history and what the outside is told. The reference writes the same standings,
knowing what to write, and nothing else.
"""

import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from measuring import Report, interleave, rounds_asked
from product import CUSTOMERS, NOW, private_server

from loyalty import flows
from loyalty.flows.standings import BATCH
from loyalty.merchants.models import Merchant
from vip.models import Basis, CustomerTier, Period, Tier, VipChange
from vip.queries import terms_in_force
from vip.snapshots import TierTerms, VipTerms

ROUNDS = rounds_asked(5)
ORDERS_EACH = 3
REVIEW, UPDATE = "review of everybody", "UPDATE of the same rows"
PROGRAMS = {
    "amount spent, ever": VipTerms(basis=Basis.SPEND),
    "amount spent, calendar year": VipTerms(basis=Basis.SPEND, period=Period.CALENDAR_YEAR),
    "amount spent, 365 days": VipTerms(basis=Basis.SPEND, period=Period.ROLLING_DAYS, rolling_days=365),
    "points, ever": VipTerms(basis=Basis.POINTS),
    "points, calendar year": VipTerms(basis=Basis.POINTS, period=Period.CALENDAR_YEAR),
}
DAY = date(2027, 12, 31)
LOWEST, FAR = TierTerms("Bronze", 0), 10**9


def main() -> int:
    with private_server() as merchant, scope(merchant=merchant):
        _fill(merchant)
        passed = [_measure(name, terms, merchant) for name, terms in PROGRAMS.items()]
        passed.append(_weigh(merchant))
    return 0 if all(passed) else 1


def _measure(name: str, terms: VipTerms, merchant: Merchant) -> bool:
    _change(merchant, terms, FAR)
    report = Report(f"Tiers of {CUSTOMERS:,} customers, {name}, {ROUNDS} rounds")
    speeds = interleave(
        {
            REVIEW: lambda: _speed(_apply(merchant, terms, _other_milestone())),
            UPDATE: lambda: _speed(_update(merchant, terms)),
        },
        rounds=ROUNDS,
    )
    report.show(speeds)
    report.times("times as long as the UPDATE", speeds.ratios(UPDATE, REVIEW), allowed=4, goal=3)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE vip_tiermove, outbox_fact")
        cursor.execute("VACUUM ANALYZE points_pointsaccount")
    return report.is_passed


def _other_milestone() -> int:
    """What Gold must ask so that everybody moves: all hold it, or nobody does."""
    return FAR if CustomerTier.objects.filter(tier__name="Gold").exists() else 1


def _weigh(merchant: Merchant) -> bool:
    """Memory and statements do not follow the number of customers."""
    report = Report("Memory and statements")
    terms = PROGRAMS["amount spent, ever"]
    change = _apply(merchant, terms, 1)
    tracemalloc.start()
    change()
    peak = tracemalloc.get_traced_memory()[1] / 1_000_000
    tracemalloc.stop()
    report.count(f"MB at most in Python, chunks of {BATCH:,}", round(peak), allowed=20)
    planned = _confirmed(merchant, terms, FAR)
    counts = []
    for size in (10, BATCH):
        with CaptureQueriesContext(connection) as captured:
            flows.vip_change_applied(planned, at=NOW, size=size)
        counts.append(len(captured))
    report.count("statements more for 5,000 than for 10", counts[1] - counts[0], allowed=0)
    return report.is_passed


def _apply(merchant: Merchant, terms: VipTerms, milestone: int) -> Callable[[], None]:
    change = _confirmed(merchant, terms, milestone)

    def review() -> None:
        while flows.vip_change_applied(change, at=NOW):
            pass

    return review


def _confirmed(merchant: Merchant, terms: VipTerms, milestone: int) -> VipChange:
    before = terms_in_force(merchant.pk)
    ids = {tier.name: tier.id for tier in before.tiers}
    tiers = (
        replace(LOWEST, id=ids.get("Bronze")),
        TierTerms("Gold", milestone, id=ids.get("Gold")),
    )
    wanted = replace(terms, is_on=True, tiers=tiers, version=before.version)
    change = flows.vip_change_planned(merchant, wanted, by=None, at=NOW)
    while flows.vip_change_checked(change, at=NOW, size=CUSTOMERS):
        pass
    return flows.vip_change_confirmed(change, gives_rewards=True, by=None, at=NOW)


def _change(merchant: Merchant, terms: VipTerms, milestone: int) -> None:
    _apply(merchant, terms, milestone)()


def _update(merchant: Merchant, terms: VipTerms) -> Callable[[], None]:
    held = CustomerTier.objects.values_list("tier", flat=True).first()
    other = Tier.objects.filter(retired_at=None).exclude(pk=held or 0).get()
    until = DAY if other.name == "Gold" and terms.period != Period.LIFETIME else None

    def update() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE, [other.pk, NOW, until, merchant.pk])

    return update


def _speed(work: Callable[[], None]) -> float:
    # What the turn before left behind is cleared first: it would slow down whoever comes next.
    with connection.cursor() as cursor:
        cursor.execute("VACUUM vip_customertier")
    began = time.perf_counter()
    work()
    return CUSTOMERS / (time.perf_counter() - began)


def _fill(merchant: Merchant) -> None:
    values = {"merchant": merchant.pk, "orders": ORDERS_EACH, "now": NOW}
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, values)


_UPDATE = "UPDATE vip_customertier SET tier_id = %s, since = %s, until = %s WHERE merchant_id = %s"
FILL = (
    """
    INSERT INTO orders_order (merchant_id, customer_id, source, external_id, number, state, placed_at, paid_at,
        currency, goods_cents, discount_cents, shipping_cents, tax_cents, lines, is_withdrawn)
    SELECT %(merchant)s, id, 'bench', id || '-' || n, '', 'paid', %(now)s - n * interval '40 days',
        %(now)s - n * interval '40 days', 'USD', 1000 + id %% 9000, 0, 0, 0, '[]', false
    FROM customers_customer, generate_series(1, %(orders)s) n WHERE merchant_id = %(merchant)s ORDER BY n, id
    """,
    """
    INSERT INTO vip_spending (merchant_id, order_id, step, customer_id, counted_at, happened_at, goods_cents,
        total_cents, orders)
    SELECT merchant_id, id, 0, customer_id, paid_at, paid_at, goods_cents, goods_cents, 1
    FROM orders_order WHERE merchant_id = %(merchant)s
    """,
    """
    INSERT INTO points_pointstransaction (merchant_id, customer_id, key, kind, points, pending, balance_after,
        description, internal_note, source, source_id, occurred_at)
    SELECT merchant_id, customer_id, 'award-' || id, 'earn_order', goods_cents / 100, 0, 0, 'Order', '', 'award', id,
        paid_at
    FROM orders_order WHERE merchant_id = %(merchant)s
    """,
    "VACUUM ANALYZE orders_order, vip_spending, points_pointstransaction",
)


if __name__ == "__main__":
    sys.exit(main())
