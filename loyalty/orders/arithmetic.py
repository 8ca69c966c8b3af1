"""What is left of an order in money: goods after discounts and refunds, line by line, exact to the minor unit."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import floor

from babel.numbers import get_currency_precision

from loyalty.orders.snapshots import LineFacts, RefundFacts, SeenOrder


def share(total: int, weights: Sequence[int]) -> list[int]:
    """Integer shares of `total` in proportion to `weights`, summing to it exactly (largest remainder, first wins)."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: -remainders[index])
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares


def paid_lines(order: SeenOrder) -> list[int]:
    """What was paid for each line: its goods less its own discount and its share of the order's (S2)."""
    goods = [max(0, line.price_cents * line.quantity - line.discount_cents) for line in order.lines]
    discounts = share(min(order.discount_cents, sum(goods)), goods)
    return [amount - discount for amount, discount in zip(goods, discounts, strict=True)]


def net_lines(order: SeenOrder) -> list[int]:
    """What is left of each line after refunds: returned units leave their line, other money all in proportion."""
    paid = paid_lines(order)
    returned = [0] * len(paid)
    loose = 0
    units = [0] * len(paid)
    for refund in order.refunds:
        before = sum(returned)
        _return_units(order.lines, refund, units)
        returned = [_worth(paid[n], units[n], line.quantity) for n, line in enumerate(order.lines)]
        loose += max(0, refund.goods_cents - (sum(returned) - before))
    kept = [amount - gone for amount, gone in zip(paid, returned, strict=True)]
    taken = share(min(loose, sum(kept)), kept)
    return [amount - gone for amount, gone in zip(kept, taken, strict=True)]


def net_goods(order: SeenOrder) -> int:
    """What is left of an order that names no lines."""
    paid = max(0, (order.goods_cents or 0) - order.discount_cents)
    return max(0, paid - sum(refund.goods_cents for refund in order.refunds))


def net_lines_before_discounts(order: SeenOrder) -> list[int]:
    """What is left of each line at its price before discounts: money that came back counts in proportion."""
    full = _undiscounted(order)
    prices, kept_units = paid_lines(full), net_lines(full)
    return [
        scaled(price, net, paid) if paid else units
        for price, net, paid, units in zip(
            prices, net_lines(order), paid_lines(order), kept_units, strict=True
        )
    ]


def net_goods_before_discounts(order: SeenOrder) -> int:
    """The same of an order that names no lines."""
    goods = order.goods_cents or 0
    paid = max(0, goods - order.discount_cents)
    return scaled(goods, net_goods(order), paid) if paid else goods


def net_shipping(order: SeenOrder) -> int:
    """What is left of the shipping."""
    return max(0, order.shipping_cents - sum(refund.shipping_cents for refund in order.refunds))


def net_tax(order: SeenOrder) -> int:
    """The part of the tax that falls on the goods that are left."""
    paid = sum(paid_lines(order)) if order.lines else max(0, (order.goods_cents or 0) - order.discount_cents)
    net = sum(net_lines(order)) if order.lines else net_goods(order)
    return scaled(order.tax_cents, net, paid) if paid else order.tax_cents


def scaled(amount: int, part: int, whole: int) -> int:
    """`amount` times `part` / `whole` to the nearest minor unit, half up."""
    return (2 * amount * part + whole) // (2 * whole)


def converted(cents: int, *, currency: str, to: str, fx_rate: Decimal | None) -> int | None:
    """The amount in another currency's minor unit, half up (S20); None where no rate is known."""
    if currency == to:
        return cents
    if fx_rate is None:
        return None
    digits = get_currency_precision(to) - get_currency_precision(currency)
    return floor(cents * Fraction(fx_rate) * Fraction(10) ** digits + Fraction(1, 2))


def _undiscounted(order: SeenOrder) -> SeenOrder:
    """As if nothing had been taken off and only units had come back."""
    lines = tuple(replace(line, discount_cents=0) for line in order.lines)
    refunds = tuple(replace(refund, goods_cents=0) for refund in order.refunds)
    return replace(order, discount_cents=0, lines=lines, refunds=refunds)


def _return_units(lines: Sequence[LineFacts], refund: RefundFacts, units: list[int]) -> None:
    """Count returned units against the lines of their SKU, never more than were bought."""
    for returned in refund.lines:
        left = returned.quantity
        for index, line in enumerate(lines):
            if line.sku == returned.sku:
                taken = min(left, line.quantity - units[index])
                units[index] += taken
                left -= taken


def _worth(paid: int, units: int, quantity: int) -> int:
    """The part of a line's money that `units` of it stand for, to the nearest minor unit, half up."""
    return scaled(paid, units, quantity) if quantity else 0
