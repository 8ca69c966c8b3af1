"""What programs send of orders, as the programme takes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from loyalty.customers.snapshots import CustomerFacts
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import AmountFacts, LineFacts, OrderFacts, RefundFacts, ReturnedLine

AS_SAID = ("external_id", "number", "version", "placed_at", "fulfilled_at")
PLACE = ("channel", "country", "locale")


def order_facts(said: Mapping[str, Any], *, source: str, at: datetime) -> OrderFacts:
    """One order. What says no time happened at `at`."""
    happened_at, state = said.get("updated_at") or at, _state(said)
    return OrderFacts(
        source=source,
        happened_at=happened_at,
        customer=CustomerFacts(source, **said["customer"]) if said["customer"] else None,
        state=state,
        paid_at=said["paid_at"] or (happened_at if state == OrderState.PAID else None),
        cancelled_at=said["cancelled_at"] or (happened_at if state == OrderState.CANCELLED else None),
        amounts=_amounts(said) if said["currency"] and _has_amounts(said) else None,
        refunds=tuple(refund_facts(refund, at=happened_at) for refund in said["refunds"]),
        coupon_codes=tuple(said["coupon_codes"]),
        **{name: said[name] for name in AS_SAID + PLACE},
    )


def refund_facts(said: Mapping[str, Any], *, at: datetime) -> RefundFacts:
    """One refund. What says no time happened at `at`."""
    return RefundFacts(
        external_id=said["external_id"],
        refunded_at=said.get("refunded_at") or at,
        goods_cents=said["goods_cents"],
        shipping_cents=said["shipping_cents"],
        lines=tuple(ReturnedLine(**line) for line in said["lines"]),
    )


def _state(said: Mapping[str, Any]) -> OrderState | None:
    """What is said, or what the dates say."""
    if said["state"]:
        return OrderState(said["state"])
    if said["cancelled_at"]:
        return OrderState.CANCELLED
    return OrderState.PAID if said["paid_at"] else None


def _has_amounts(said: Mapping[str, Any]) -> bool:
    return said["goods_cents"] is not None or bool(said["lines"])


def _amounts(said: Mapping[str, Any]) -> AmountFacts:
    lines = tuple(LineFacts(**{**line, "categories": tuple(line["categories"])}) for line in said["lines"])
    goods = sum(line.price_cents * line.quantity for line in lines)
    return AmountFacts(
        currency=said["currency"],
        goods_cents=goods if lines else said["goods_cents"],
        discount_cents=said["discount_cents"],
        shipping_cents=said["shipping_cents"],
        tax_cents=said["tax_cents"],
        fx_rate=said["fx_rate"],
        lines=lines,
    )
