"""What rules cost: twenty with conditions against one, five in a backfill against one, and a limit's look back.

Evaluating reads what it needs, as settling does; the arithmetic by itself is measured beside it.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from time import perf_counter, process_time
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django_scopes import scope
from measuring import Case, Report, interleave, rounds_asked
from product import NOW, private_server

from earning.actions import RuleTerms, create_rule
from earning.conditions import (
    AccountAge,
    Categories,
    Condition,
    Currencies,
    CustomerTags,
    MinimumOrder,
    Skus,
    Weekdays,
)
from earning.evaluation import evaluate_order
from earning.evaluation.limits import asked_by
from earning.models import Rule, ValueType
from earning.queries import buyers_of, preview_orders, ruleset_in_force, uses_of
from loyalty import flows
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.actions import create_merchant
from loyalty.merchants.models import Merchant
from loyalty.orders.models import Order, OrderState
from loyalty.orders.queries import see_orders
from loyalty.orders.snapshots import AmountFacts, LineFacts, OrderFacts, SeenOrder

ROUNDS = rounds_asked(15)
SECONDS = 0.25
BATCH = 1_000
ADA = CustomerFacts("shop", "ada", "ada@example.com", account_created_at=NOW)
LINES = (
    LineFacts(sku="oil", quantity=2, price_cents=12_00, product="Oil", categories=("pantry", "oils")),
    LineFacts(sku="jar", quantity=1, price_cents=7_50, product="Jar", categories=("tableware",)),
    LineFacts(sku="mat", quantity=1, price_cents=21_00, product="Mat", categories=("tableware",)),
)
FIVE: tuple[Condition, ...] = (
    MinimumOrder(5_00),
    Skus(("voucher",), is_excluding=True),
    CustomerTags(("wholesale",), is_excluding=True),
    AccountAge(1),
    Currencies(("USD",)),
)
# As a shop might have them: one for every order, and some for a part of them.
PROGRAMME: tuple[tuple[Condition, ...], ...] = (
    (),
    (Categories(("tableware",)),),
    (MinimumOrder(250_00),),
    (Weekdays((6, 7)),),
    (CustomerTags(("wholesale",)),),
)
LOCKING = "SELECT\n    o.id, o.customer_id"
_numbers = count(1)


@dataclass(frozen=True)
class Shop:
    """A merchant with rules, and one order of Ada's as it will be when it is paid."""

    merchant: Merchant
    order: SeenOrder
    order_name: str

    def preview(self) -> None:
        preview_orders([self.order], merchant_id=self.merchant.pk)

    def evaluate(self) -> Callable[[], None]:
        """The arithmetic alone, with everything looked up."""
        ruleset = ruleset_in_force(self.merchant.pk)
        buyer = buyers_of([self.order], merchant_id=self.merchant.pk)[self.order.id]
        return lambda: evaluate_order(self.order, ruleset, buyer=buyer) and None

    def settle(self) -> None:
        flows.orders_changed([_order(ADA)], merchant=self.merchant, at=NOW)

    def backfill(self) -> None:
        people = [_somebody() for _person in range(BATCH // 3)]
        told = [_order(people[number % len(people)], lines=()) for number in range(BATCH)]
        flows.orders_changed(told, merchant=self.merchant, at=NOW)


ACTIVITIES = """
INSERT INTO earning_activity
    (merchant_id, customer_id, token, source, distinct_id, ruleset_id, explanation, occurred_at)
SELECT %(merchant)s, %(customer)s, 'bench', 'bench', concat_ws('-', %(customer)s, number), %(ruleset)s, '{}',
    CASE WHEN number > 10 THEN %(now)s - interval '400 days' - number * interval '1 minute' ELSE %(now)s END
FROM generate_series(1, %(awards)s) AS number
"""
AWARDS = """
INSERT INTO earning_award (merchant_id, customer_id, rule_id, rule_version_id, activity_id, points, step, occurred_at)
SELECT merchant_id, customer_id, %(rule)s, %(version)s, id, 5, 1, occurred_at FROM earning_activity
WHERE customer_id = %(customer)s
"""


def main() -> int:
    with private_server(customers=1_000), translation.override("en"):
        passed = [
            _twenty_rules(),
            _one_order(),
            _backfill("five rules that all give", [()] * 5, floor=0.6),
            _backfill("five rules as a shop has them", PROGRAMME, floor=0.6),
            _limits(),
        ]
    return 0 if all(passed) else 1


def _twenty_rules() -> bool:
    one, twenty = _shop("one rule", [FIVE]), _shop("twenty rules", [FIVE] * 20)
    cases = {
        "one rule": _often(one.preview, of=one),
        "twenty rules": _often(twenty.preview, of=twenty),
        "one rule, arithmetic alone": _often(one.evaluate(), of=one, clock=process_time),
        "twenty rules, arithmetic alone": _often(twenty.evaluate(), of=twenty, clock=process_time),
        "one rule, settled": _often(one.settle, of=one),
        "twenty rules, settled": _often(twenty.settle, of=twenty),
    }
    speeds = interleave(cases, rounds=ROUNDS)
    report = Report(f"An order against rules of five conditions each, {ROUNDS} rounds")
    report.show(speeds)
    report.times("twenty rules / one", speeds.ratios("one rule", "twenty rules"), allowed=12, goal=8)
    alone = speeds.ratios("one rule, arithmetic alone", "twenty rules, arithmetic alone")
    report.times("the same, arithmetic alone", alone, allowed=12, goal=10)
    settled = speeds.ratios("one rule, settled", "twenty rules, settled")
    report.times("the same, settled and posted", settled, allowed=12, goal=6)
    return report.is_passed


def _one_order() -> bool:
    report = Report("Settling one paid order, from its lock to the outbox")
    report.count("statements, a rule without conditions", _statements(_shop("plain", [()])), allowed=8)
    # One more looks up who the customer is.
    report.count("statements, five conditions", _statements(_shop("asking", [FIVE])), allowed=8)
    return report.is_passed


def _statements(shop: Shop) -> int:
    """What it takes for an order that was known and is paid now."""
    at = NOW + timedelta(days=9)
    paid = OrderFacts("shop", shop.order_name, at, state=OrderState.PAID, paid_at=at)
    with scope(merchant=shop.merchant), CaptureQueriesContext(connection) as captured:
        flows.orders_changed([paid], merchant=shop.merchant, at=at)
    taken = [query["sql"].lstrip() for query in captured]
    return len(taken) - next(number for number, sql in enumerate(taken) if sql.startswith(LOCKING))


def _backfill(name: str, rules: Sequence[tuple[Condition, ...]], *, floor: float) -> bool:
    shops = {"one rule": _shop("one", [()]), name: _shop(name, rules)}
    for shop in shops.values():
        _once(shop)()
    with connection.cursor() as cursor:
        # As autovacuum would within a minute: of tables that were empty the planner expects nothing.
        cursor.execute("ANALYZE")
    cases = {label: _once(shop) for label, shop in shops.items()}
    speeds = interleave(cases, rounds=ROUNDS)
    report = Report(f"A backfill in batches of {BATCH:,} orders, {name}, {ROUNDS} rounds")
    report.show(speeds)
    report.ratio(f"{name} / one rule", speeds.ratios(name, "one rule"), floor=floor, goal=0.8)
    return report.is_passed


def _limits() -> bool:
    """What a limit reads for a customer with ten awards, and for one with a hundred thousand."""
    shop = _shop("limits", [()])
    report = Report("A limit of ten a month, looked up")
    with scope(merchant=shop.merchant):
        terms = RuleTerms("Limited", ValueType.FIXED, 5, limit_count=10, limit_period="month")
        rule = create_rule(shop.merchant, action="place_order", terms=terms, by=None, at=NOW)
        read = {}
        for awards in (10, 100_000):
            customer_id = _customer_with(awards, rule, shop.merchant)
            read[awards] = _rows_read(rule, customer_id, shop.merchant)
        report.count("statements", read[100_000].statements, allowed=1)
        report.count("sequential scans", read[100_000].scans, allowed=0)
        report.count("awards read of ten", read[10].rows, allowed=10)
        report.count("awards read of a hundred thousand", read[100_000].rows, allowed=10)
        report.count("pages read of a hundred thousand", read[100_000].pages, allowed=read[10].pages + 4)
    return report.is_passed


@dataclass(frozen=True)
class Reading:
    statements: int
    scans: int
    rows: int
    pages: int


def _rows_read(rule: Rule, customer_id: int, merchant: Merchant) -> Reading:
    (frozen,) = (one for one in ruleset_in_force(merchant.pk).rules if one.rule_id == rule.pk)
    asked = list(asked_by(frozen, customer_id, at=NOW, timezone=ruleset_in_force(merchant.pk).timezone))
    with CaptureQueriesContext(connection) as captured:
        uses_of(asked, merchant_id=merchant.pk)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {captured[0]['sql']}")
        ((found,),) = cursor.fetchall()
    (plan,) = json.loads(found) if isinstance(found, str) else found
    of_awards = [node for node in _nodes(plan["Plan"]) if node.get("Relation Name") == "earning_award"]
    return Reading(
        statements=len(captured),
        scans=sum(node["Node Type"] == "Seq Scan" for node in of_awards),
        rows=sum(node["Actual Rows"] * node["Actual Loops"] for node in of_awards),
        pages=sum(node["Shared Hit Blocks"] + node["Shared Read Blocks"] for node in of_awards),
    )


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def _customer_with(awards: int, rule: Rule, merchant: Merchant) -> int:
    """A customer whom the rule gave something so often, ten times of it this month."""
    (order_id,) = flows.orders_changed([_order(_somebody())], merchant=merchant, at=NOW)
    customer_id = Order.objects.get(pk=order_id).customer_id or 0
    ruleset = ruleset_in_force(merchant.pk)
    values = {
        "merchant": merchant.pk,
        "customer": customer_id,
        "rule": rule.pk,
        "version": ruleset.version_of(rule.pk),
        "ruleset": ruleset.id,
        "awards": awards,
        "now": NOW,
    }
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM earning_award WHERE customer_id = %s", [customer_id])
        cursor.execute(ACTIVITIES, values)
        cursor.execute("VACUUM ANALYZE earning_activity")
        cursor.execute(AWARDS, values)
        cursor.execute("VACUUM ANALYZE earning_award")
    return customer_id


def _often(run: Callable[[], None], *, of: Shop, clock: Callable[[], float] = perf_counter) -> Case:
    """So many a second; what asks nobody else is timed by the processor's own clock."""

    def turn() -> float:
        with scope(merchant=of.merchant):
            began, done = clock(), 0
            while (taken := clock() - began) < SECONDS or not done:
                run()
                done += 1
        return done / taken

    return turn


def _once(shop: Shop) -> Case:
    def turn() -> float:
        with scope(merchant=shop.merchant):
            began = perf_counter()
            shop.backfill()
        return BATCH / (perf_counter() - began)

    return turn


def _shop(name: str, rules: Sequence[tuple[Condition, ...]]) -> Shop:
    merchant = create_merchant(name, currency="USD", timezone="UTC", language="en", at=NOW)
    with scope(merchant=merchant):
        for conditions in rules:
            terms = RuleTerms("A rule", ValueType.PER_AMOUNT, 2, 1_00, conditions=conditions)
            create_rule(merchant, action="place_order", terms=terms, by=None, at=NOW)
        placed = _order(ADA, state=OrderState.OPEN)
        (order_id,) = flows.orders_changed([placed], merchant=merchant, at=NOW)
        (order,) = see_orders([order_id], merchant_id=merchant.pk)
    return Shop(merchant, replace(order, state=OrderState.PAID), placed.external_id)


def _order(
    buyer: CustomerFacts, *, lines: tuple[LineFacts, ...] = LINES, state: OrderState = OrderState.PAID
) -> OrderFacts:
    placed = NOW + timedelta(days=2, seconds=next(_numbers))
    goods = sum(line.price_cents * line.quantity for line in lines) or 52_50
    return OrderFacts(
        "shop",
        f"o-{next(_numbers)}",
        placed,
        customer=buyer,
        state=state,
        placed_at=placed,
        paid_at=placed if state == OrderState.PAID else None,
        amounts=AmountFacts("USD", goods, lines=lines),
    )


def _somebody() -> CustomerFacts:
    number = next(_numbers)
    return CustomerFacts("shop", f"c-{number}", f"c{number}@example.com", account_created_at=NOW)


if __name__ == "__main__":
    sys.exit(main())
