"""Bringing orders up to date with what the outside says of them."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from loyalty.database.arrays import arrays_of
from loyalty.errors import Refused
from loyalty.orders.actions.statements import INSERT_REFUNDS, UPSERT_ORDERS
from loyalty.orders.snapshots import AmountFacts, OrderFacts

LARGEST_CENTS = 10**15
Pair = tuple[OrderFacts, int | None]


class InvalidAmount(Refused):
    code = "invalid_amount"
    message = _("An amount of an order or refund cannot be negative, nor above ten trillion.")


class Recorded(NamedTuple):
    """`ids` of the orders that messages changed; `new` of them were not known before.

    Of the `fresh` ones among those the one message given here, and whose it is, is all that is known.
    """

    ids: list[int]
    new: int
    fresh: dict[int, Pair]


def record_orders(
    facts: Sequence[OrderFacts], *, customer_ids: Sequence[int | None], merchant_id: int
) -> Recorded:
    """Bring the orders up to what these messages say. Messages may come twice, late, or partial.

    Refused with `InvalidAmount` as a whole: nothing of the batch is written then.
    """
    for fact in facts:
        _check(fact)
    changed: dict[int, None] = {}
    new: dict[int, Pair] = {}
    batches = _rounds(zip(facts, customer_ids, strict=True))
    for batch in batches:
        ids, new_ids = _upsert(batch, merchant_id)
        changed.update(dict.fromkeys(ids))
        new.update(new_ids)
    changed.update(dict.fromkeys(_insert_refunds(facts, merchant_id)))
    return Recorded(list(changed), len(new), new if len(batches) == 1 else {})


def _check(fact: OrderFacts) -> None:
    amounts = [amount for refund in fact.refunds for amount in (refund.goods_cents, refund.shipping_cents)]
    if given := fact.amounts:
        amounts += [given.goods_cents, given.discount_cents, given.shipping_cents, given.tax_cents]
        amounts += [
            amount
            for line in given.lines
            for amount in (line.price_cents, line.discount_cents, line.quantity)
        ]
    if amounts and not 0 <= min(amounts) <= max(amounts) <= LARGEST_CENTS:
        raise InvalidAmount


def _rounds(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """Batches in which no order stands twice: one statement can update a row only once.

    The first has every order, by name: it locks them all, in the order in which everybody does.
    """
    rounds: list[dict[tuple[str, str], Pair]] = []
    said: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        name = (pair[0].source, pair[0].external_id)
        if said[name] == len(rounds):
            rounds.append({})
        rounds[said[name]][name] = pair
        said[name] += 1
    return [[batch[name] for name in sorted(batch)] for batch in rounds]


def _upsert(batch: Sequence[Pair], merchant_id: int) -> tuple[list[int], dict[int, Pair]]:
    """The ids of those that changed, and what was said of those that are new."""
    columns = arrays_of(_row(fact, customer_id) for fact, customer_id in batch)
    with connection.cursor() as cursor:
        cursor.execute(UPSERT_ORDERS, [merchant_id, *columns])
        rows = cursor.fetchall()
    said = {(pair[0].source, pair[0].external_id): pair for pair in batch}
    new = {order_id: said[source, name] for order_id, is_new, source, name in rows if is_new}
    return [row[0] for row in rows], new


def _row(fact: OrderFacts, customer_id: int | None) -> tuple[Any, ...]:
    amounts = fact.amounts
    return (
        customer_id,
        fact.store_id,
        fact.import_id,
        fact.source,
        fact.external_id,
        fact.number,
        fact.version,
        fact.state,
        fact.happened_at if fact.state else None,
        fact.placed_at or fact.happened_at,
        fact.paid_at,
        fact.fulfilled_at,
        fact.cancelled_at,
        fact.happened_at if amounts else None,
        *(_amounts(amounts) if amounts else (None, None, None, None, None, None, None)),
        fact.is_guest,
        *fact.place,
    )


def _amounts(amounts: AmountFacts) -> tuple[Any, ...]:
    return (
        amounts.currency,
        amounts.fx_rate,
        amounts.goods_cents,
        amounts.discount_cents,
        amounts.shipping_cents,
        amounts.tax_cents,
        json.dumps([asdict(line) for line in amounts.lines]) if amounts.lines else None,
    )


def _insert_refunds(facts: Iterable[OrderFacts], merchant_id: int) -> list[int]:
    rows = [
        (
            fact.source,
            fact.external_id,
            refund.external_id,
            refund.goods_cents,
            refund.shipping_cents,
            json.dumps([asdict(line) for line in refund.lines]),
            refund.refunded_at,
        )
        for fact in facts
        for refund in fact.refunds
    ]
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(INSERT_REFUNDS, [merchant_id, *arrays_of(rows)])
        return [order_id for (order_id,) in cursor.fetchall()]
