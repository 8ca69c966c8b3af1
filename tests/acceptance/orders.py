"""What the shop of a case says about its orders."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from loyalty.customers.snapshots import CustomerFacts
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import AmountFacts, LineFacts, OrderFacts, RefundFacts, ReturnedLine
from tests.acceptance.conditions import cents

Given = Mapping[str, Any]

SOURCE = "shop"
AMOUNTS = frozenset({"subtotal", "discount", "shipping", "tax", "fx_rate", "lines"})
# What an event of this type says by itself; a snapshot says everything in its own words.
STATES = {"order.paid": OrderState.PAID, "order.cancelled": OrderState.CANCELLED}
TIMES = {
    "order.created": "placed_at",
    "order.paid": "paid_at",
    "order.fulfilled": "fulfilled_at",
    "order.cancelled": "cancelled_at",
}


def shop_books(events: Sequence[Given], *, currency: str) -> list[Given]:
    """For each event the amounts of its order as the shop knew them then.

    An event names only what changed; the shop knows what came before, in whatever order its messages arrive.
    """
    currencies = {
        event["order"]: event["currency"] for event in events if {"order", "currency"} <= event.keys()
    }
    known: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    books: list[Given] = [{}] * len(events)
    for index in sorted(range(len(events)), key=lambda index: moment(events[index]["at"])):
        event = events[index]
        if event["type"].startswith("order."):
            order = event["order"]
            books[index] = {**_told(known[order], event), "currency": currencies.get(order, currency)}
    return books


def _told(book: dict[str, Any], event: Given) -> Given:
    if event["type"] == "order.snapshot":
        return event
    if event["type"] != "order.refunded":
        if "subtotal" in event:
            book.pop("lines", None)
        book.update({field: event[field] for field in AMOUNTS & event.keys()})
    return dict(book)


def order_facts(event: Given, book: Given, *, store_id: int | None) -> OrderFacts:
    """The message of an `order.…` event. One that names no amounts says nothing about them."""
    at = moment(event["at"])
    kind = event["type"]
    times: dict[str, Any] = {name: moment(event[name]) for name in TIMES.values() if name in event}
    if kind in TIMES:
        times.setdefault(TIMES[kind], at)
    return OrderFacts(
        source=SOURCE,
        external_id=event["order"],
        happened_at=at,
        customer=person(event, created_at=None),
        state=OrderState(event["state"]) if "state" in event else STATES.get(kind),
        version=event.get("version"),
        amounts=_amounts(book) if AMOUNTS & event.keys() and kind != "order.refunded" else None,
        refunds=(_refund(event, book["currency"]),) if kind == "order.refunded" else (),
        store_id=store_id,
        **times,
    )


def person(event: Given, *, created_at: datetime | None) -> CustomerFacts | None:
    """Whom an event names: an account by its id, a guest by the e-mail alone, or nobody."""
    if "customer" not in event and "email" not in event:
        return None
    first_name, _, last_name = event.get("name", "").partition(" ")
    return CustomerFacts(
        source=SOURCE,
        external_id=event.get("customer", ""),
        email=event.get("email", ""),
        first_name=first_name,
        last_name=last_name,
        has_account="customer" in event,
        account_created_at=created_at,
    )


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _amounts(book: Given) -> AmountFacts:
    currency = book["currency"]
    lines = tuple(_line(line, currency) for line in book.get("lines", []))
    return AmountFacts(
        currency=currency,
        goods_cents=sum(line.price_cents * line.quantity - line.discount_cents for line in lines)
        if lines
        else cents(book["subtotal"], currency),
        discount_cents=cents(book.get("discount", 0), currency),
        shipping_cents=cents(book.get("shipping", 0), currency),
        tax_cents=cents(book.get("tax", 0), currency),
        fx_rate=Decimal(book["fx_rate"]) if "fx_rate" in book else None,
        lines=lines,
    )


def _line(line: Given, currency: str) -> LineFacts:
    return LineFacts(
        sku=line["sku"],
        quantity=line["qty"],
        price_cents=cents(line["price"], currency),
        discount_cents=cents(line.get("discount", 0), currency),
        product=line.get("product", ""),
        categories=tuple(line.get("categories", ())),
        is_gift_card=line.get("gift_card", False),
    )


def _refund(event: Given, currency: str) -> RefundFacts:
    return RefundFacts(
        external_id=event["refund"],
        refunded_at=moment(event["at"]),
        goods_cents=cents(event.get("amount", 0), currency),
        shipping_cents=cents(event.get("shipping", 0), currency),
        lines=tuple(ReturnedLine(line["sku"], line["qty"]) for line in event.get("lines", [])),
    )
