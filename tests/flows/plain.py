"""The programme's arithmetic once more, as plainly as it can be said: fractions, lists, no database.

It is written from the meaning of the numbers, not from the product's code, and shares none of it.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from earning.actions import RuleTerms
from earning.conditions import MinimumOrder
from earning.models import ValueType
from loyalty.merchants.models import Rounding
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import AmountFacts, LineFacts, OrderFacts, RefundFacts

ROUND = {
    Rounding.FLOOR: floor,
    Rounding.CEIL: ceil,
    Rounding.HALF_UP: lambda exact: floor(exact + Fraction(1, 2)),
}


@dataclass(frozen=True)
class Programme:
    """How the shop counts: what earns besides goods, how many times, which of several rules, and after how long."""

    rounding: Rounding
    times: Fraction = Fraction(1)
    earns_on_shipping: bool = False
    is_best_only: bool = False
    holding_days: int = 0


def points_of(order: list[OrderFacts], rules: list[RuleTerms], programme: Programme) -> list[int]:
    """What each rule gives for an order of which all this was said, in whatever order it was heard."""
    said = sorted(order, key=lambda fact: fact.happened_at)
    states = [fact.state for fact in said if fact.state]
    money = [fact.amounts for fact in said if fact.amounts]
    if not money or states[-1:] != [OrderState.PAID]:
        return [0] * len(rules)
    refunds = {refund.external_id: refund for fact in said for refund in fact.refunds}
    cents = _left(money[-1], list(refunds.values()))
    if programme.earns_on_shipping:
        cents += money[-1].shipping_cents
    given = [_points(rule, cents, programme) for rule in rules]
    if not programme.is_best_only:
        return given
    best = given.index(max(given))
    return [points if number == best else 0 for number, points in enumerate(given)]


def _points(rule: RuleTerms, cents: int, programme: Programme) -> int:
    least = max(
        [condition.cents for condition in rule.conditions if isinstance(condition, MinimumOrder)], default=0
    )
    if not cents or cents < least:
        return 0
    amounts = Fraction(1)
    if rule.value_type == ValueType.PER_AMOUNT:
        amounts = Fraction(cents, rule.amount_cents or 1)
        amounts = Fraction(floor(amounts)) if rule.has_whole_units else amounts
    return int(ROUND[programme.rounding](rule.points * amounts * programme.times))


def _left(money: AmountFacts, refunds: list[RefundFacts]) -> int:
    if not money.lines:
        returned = sum(refund.goods_cents for refund in refunds)
        return max(0, money.goods_cents - min(money.discount_cents, money.goods_cents) - returned)
    goods = [max(0, line.price_cents * line.quantity - line.discount_cents) for line in money.lines]
    paid = _less(goods, money.discount_cents)
    back, loose = [0] * len(paid), 0
    units = [0] * len(paid)
    for refund in refunds:
        units = _units(units, list(money.lines), refund)
        now = [
            floor(Fraction(amount * count, line.quantity or 1) + Fraction(1, 2))
            for amount, count, line in zip(paid, units, money.lines, strict=True)
        ]
        loose += max(0, refund.goods_cents - (sum(now) - sum(back)))
        back = now
    left = _less([amount - gone for amount, gone in zip(paid, back, strict=True)], loose)
    return sum(amount for amount, line in zip(left, money.lines, strict=True) if not line.is_gift_card)


def _units(units: list[int], lines: list[LineFacts], refund: RefundFacts) -> list[int]:
    """Units that came back so far, one by one to the first line of their kind that still has some."""
    units = list(units)
    for returned in refund.lines:
        for _ in range(returned.quantity):
            open_lines = [
                n for n, line in enumerate(lines) if line.sku == returned.sku and units[n] < line.quantity
            ]
            if open_lines:
                units[open_lines[0]] += 1
    return units


def _less(amounts: list[int], off: int) -> list[int]:
    """The amounts less a total that is shared pro rata: whole cents first, the rest by largest remainder."""
    whole = sum(amounts)
    off = min(off, whole)
    exact = [Fraction(off * amount, whole) if whole else Fraction(0) for amount in amounts]
    shares = [floor(share) for share in exact]
    while sum(shares) < off:
        neediest = max(range(len(exact)), key=lambda n: (exact[n] - shares[n], -n))
        shares[neediest] += 1
    return [amount - share for amount, share in zip(amounts, shares, strict=True)]
