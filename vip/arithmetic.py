"""What an order adds to its customer's spending, step by step."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from loyalty.orders.arithmetic import converted, net_goods, net_lines, net_shipping, net_tax
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import SeenOrder
from vip.snapshots import SpendingStep


class Spent(NamedTuple):
    """What is left of an order in the programme's minor unit: its goods, and with shipping and tax. An order counts
    while anything is left of it."""

    goods_cents: int
    total_cents: int

    @property
    def orders(self) -> int:
        return int(self.total_cents > 0)


NOTHING = Spent(0, 0)


def spending_steps(
    order: SeenOrder, *, customer_id: int, counted_at: datetime, currency: str
) -> Iterator[SpendingStep]:
    """What the order added when it counted, then what each refund and a cancellation took, in the order of time.

    All steps together are what is left of it now. Gift cards bought are not spent yet. Money without a known rate
    counts nothing.
    """
    before, number = NOTHING, 0
    for happened_at, after in _stages(order, counted_at, currency):
        if after != before:
            yield SpendingStep(
                order_id=order.id,
                step=number,
                customer_id=customer_id,
                counted_at=counted_at,
                happened_at=happened_at,
                goods_cents=after.goods_cents - before.goods_cents,
                total_cents=after.total_cents - before.total_cents,
                orders=after.orders - before.orders,
            )
            number += 1
        before = after


def _stages(order: SeenOrder, counted_at: datetime, currency: str) -> Iterator[tuple[datetime, Spent]]:
    """What was left of it, at each moment that this changed."""
    if not order.refunds and order.state != OrderState.CANCELLED:
        yield counted_at, _spent(order, currency)
        return
    for number in range(len(order.refunds) + 1):
        happened_at = order.refunds[number - 1].refunded_at if number else counted_at
        seen = replace(order, refunds=order.refunds[:number])
        yield max(counted_at, happened_at), _spent(seen, currency)
    if order.state == OrderState.CANCELLED:
        yield max(counted_at, order.changed_at), NOTHING


def _spent(order: SeenOrder, currency: str) -> Spent:
    if order.lines:
        lines = zip(order.lines, net_lines(order), strict=True)
        goods = sum(net for line, net in lines if not line.is_gift_card)
    else:
        goods = net_goods(order)
    total = goods + net_shipping(order) + net_tax(order)
    in_currency = (_converted(goods, order, currency), _converted(total, order, currency))
    return Spent(*in_currency)


def _converted(cents: int, order: SeenOrder, currency: str) -> int:
    return converted(cents, currency=order.currency, to=currency, fx_rate=order.fx_rate) or 0
