"""What is left of an order in money: goods after discounts and refunds, line by line, exact to the minor unit."""

from collections.abc import Sequence

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
    return (2 * paid * units + quantity) // (2 * quantity) if quantity else 0
