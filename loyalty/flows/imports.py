"""What a file of orders sets in motion: a chunk of rows at a time, whole or not at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Sum

from earning.models import Award
from loyalty.customers.mapping import email_key
from loyalty.customers.queries import find_customers
from loyalty.database.transactions import letting_go
from loyalty.errors import Refused
from loyalty.files.mapping.problems import shortened
from loyalty.flows.orders import Changes, bring_up_to_date, settle
from loyalty.merchants.models import Merchant
from loyalty.orders.actions.withdrawals import withdraw_orders
from loyalty.orders.models import OrderImport
from loyalty.orders.queries import hold_orders, lock_orders
from loyalty.orders.queries.imports import brought_by, known_refunds
from loyalty.orders.snapshots import Chunk, ImportCounts, OrderFacts, Problem


class Applied(NamedTuple):
    """What a chunk did, and the rows that were left out."""

    counts: ImportCounts
    problems: list[Problem]


class Withdrawal(NamedTuple):
    """What taking an import back does."""

    orders: int
    customers: int
    points: int


@transaction.atomic
def order_rows_imported(chunk: Chunk, *, merchant: Merchant, at: datetime) -> Applied:
    """The good rows recorded and settled; a row that is refused joins the problems and takes no other with it."""
    facts = _with_new_refunds(chunk.facts, merchant_id=merchant.pk)
    problems = list(chunk.problems)
    taken = facts
    try:
        changes = bring_up_to_date(facts, merchant=merchant, at=at)
    except Refused:
        found = _refused(facts, chunk.lines, merchant=merchant, at=at)
        problems += found
        refused = {problem.line for problem in found}
        taken = [fact for fact, line in zip(facts, chunk.lines, strict=True) if line not in refused]
        changes = bring_up_to_date(taken, merchant=merchant, at=at)
    counts = _counts(changes) + ImportCounts(rows_left_out=len(problems))
    known = len(taken) - counts.orders_new - counts.orders_changed
    return Applied(replace(counts, orders_known=known, goods_cents=_goods(taken)), problems)


def order_rows_rehearsed(
    chunk: Chunk, *, merchant: Merchant, at: datetime, strangers: "Strangers"
) -> Applied:
    """What `order_rows_imported` would do, by doing it and taking it back in the same breath."""
    newcomers = strangers.count(chunk.facts, merchant_id=merchant.pk)
    with transaction.atomic():
        applied = order_rows_imported(chunk, merchant=merchant, at=at)
        transaction.set_rollback(True)
    return Applied(replace(applied.counts, customers_new=newcomers), applied.problems)


class Strangers:
    """The people of a file who are not known yet, each counted once though every rehearsed chunk forgets them."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def count(self, facts: Sequence[OrderFacts], *, merchant_id: int) -> int:
        """How many people of these orders are neither known nor counted before."""
        people = [fact.customer for fact in facts if fact.customer]
        new = 0
        for person, known in zip(people, find_customers(people, merchant_id=merchant_id), strict=True):
            if known.customer_id is None:
                names = {hash(name) for name in (person.external_id, email_key(person.email)) if name}
                new += names.isdisjoint(self._seen)
                self._seen |= names
        return new


def withdrawal_of(order_import: OrderImport) -> Withdrawal:
    """What taking this import back would do now."""
    orders = brought_by(order_import).aggregate(
        orders=Count("pk"), customers=Count("customer", distinct=True)
    )
    awards = Award.objects.filter(order__import_id=order_import.pk, order__is_withdrawn=False)
    return Withdrawal(
        orders["orders"], orders["customers"], awards.aggregate(points=Sum("points"))["points"] or 0
    )


@letting_go
def orders_withdrawn(order_ids: Sequence[int], *, merchant: Merchant, at: datetime) -> None:
    """These orders no longer count: what they gave is taken back. They stay known, and a new message revives them."""
    hold_orders(order_ids, merchant_id=merchant.pk)
    withdraw_orders(order_ids, merchant_id=merchant.pk, at=at)
    settle(lock_orders(order_ids, merchant_id=merchant.pk), merchant=merchant, at=at)


def _refused(
    facts: Sequence[OrderFacts], lines: Sequence[int], *, merchant: Merchant, at: datetime
) -> list[Problem]:
    """Which of these rows refuse the whole, found by halves. Nothing stays done."""
    try:
        with transaction.atomic():
            bring_up_to_date(facts, merchant=merchant, at=at)
            transaction.set_rollback(True)
    except Refused as refusal:
        if len(facts) == 1:
            name = shortened(facts[0].external_id)
            return [Problem(lines[0], name, "order_refused", seen=str(refusal)[:200])]
        half = len(facts) // 2
        first = _refused(facts[:half], lines[:half], merchant=merchant, at=at)
        return first + _refused(facts[half:], lines[half:], merchant=merchant, at=at)
    return []


def _counts(changes: Changes) -> ImportCounts:
    return ImportCounts(
        orders_new=changes.new_orders,
        orders_changed=len(changes.order_ids) - changes.new_orders,
        customers_new=changes.new_customers,
        points={str(rule_id): points for rule_id, points in changes.points.items()},
    )


def _goods(facts: Sequence[OrderFacts]) -> dict[str, int]:
    goods: Counter[str] = Counter()
    for fact in facts:
        if fact.amounts:
            goods[fact.amounts.currency] += max(0, fact.amounts.goods_cents - fact.amounts.discount_cents)
    return dict(goods)


def _with_new_refunds(facts: Sequence[OrderFacts], *, merchant_id: int) -> list[OrderFacts]:
    """A file says how much came back in all; only what is not known yet is a new refund."""
    refunded = [fact for fact in facts if fact.refunds]
    if not refunded:
        return list(facts)
    known = known_refunds(refunded, merchant_id=merchant_id)
    return [
        _with_new_refund(fact, known.get((fact.source, fact.external_id), 0)) if fact.refunds else fact
        for fact in facts
    ]


def _with_new_refund(fact: OrderFacts, known_cents: int) -> OrderFacts:
    (refund,) = fact.refunds
    missing = refund.goods_cents - known_cents
    return replace(fact, refunds=(replace(refund, goods_cents=missing),) if missing > 0 else ())
