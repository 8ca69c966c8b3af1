"""From an order's goods to the points of one rule."""

from typing import Any

from django.utils.translation import gettext as _

from earning.arithmetic import points_for
from earning.explanation.accounts import Figure, OrderAccount
from earning.explanation.sentences import arithmetic_of
from earning.models import Award, Settlement
from earning.snapshots import FrozenRule, as_frozen
from loyalty.merchants.models import Rounding
from loyalty.orders.arithmetic import paid_lines
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import SeenOrder


def account_of_order(order: SeenOrder, settlement: Settlement, award: Award) -> OrderAccount:
    """What the award's rule made of the order, from the account that was kept when it was last settled."""
    kept = settlement.explanation
    return OrderAccount(
        order_id=order.id,
        name=order.name,
        figures=tuple(_figures(order, kept, currency=settlement.ruleset.content["currency"])),
        arithmetic=_arithmetic(order, settlement, award),
        remark=_remark(settlement, award),
    )


def _figures(order: SeenOrder, kept: dict[str, Any], *, currency: str) -> list[Figure]:
    goods, discount, gift_cards = _sums(order)
    taken = goods - discount - gift_cards - kept["net_cents"] if order.is_payable else 0
    lines = [
        Figure(_("Goods"), goods, order.currency),
        Figure(_("Discounts"), -discount, order.currency),
        Figure(_("Gift cards, which do not earn"), -gift_cards, order.currency),
        Figure(_("Refunds and returns"), -taken, order.currency),
    ]
    result = [Figure(_("Net amount"), kept["net_cents"], order.currency, is_result=True)]
    if order.currency != currency and kept["earning_cents"] is not None:
        result.append(Figure(_("Converted"), kept["earning_cents"], currency, is_result=True))
    return [line for line in lines if line.cents] + result


def _sums(order: SeenOrder) -> tuple[int, int, int]:
    """Goods before discounts, the discounts on them, and what was paid for gift cards."""
    if not order.lines:
        goods = order.goods_cents or 0
        return goods, min(goods, order.discount_cents), 0
    paid = paid_lines(order)
    goods = sum(line.price_cents * line.quantity for line in order.lines)
    gift_cards = sum(cents for line, cents in zip(order.lines, paid, strict=True) if line.is_gift_card)
    return goods, goods - sum(paid), gift_cards


def _arithmetic(order: SeenOrder, settlement: Settlement, award: Award) -> str:
    cents, currency = settlement.explanation["earning_cents"], settlement.ruleset.content["currency"]
    if not order.is_payable:
        return _cancelled(order)
    if cents is None:
        return _("No exchange rate from %(currency)s is known, so the order earns nothing.") % {
            "currency": order.currency
        }
    if not cents:
        return _("Nothing is left of the order, so it earns nothing.")
    rounding = Rounding(settlement.explanation["rounding"])
    points = points_for(_rule(settlement, award), cents=cents, rounding=rounding)
    return arithmetic_of(award.rule_version, cents=cents, currency=currency, points=points, rounding=rounding)


def _cancelled(order: SeenOrder) -> str:
    if order.is_withdrawn:
        return _("The import that brought the order was taken back, so it earns nothing.")
    if order.state == OrderState.CANCELLED:
        return _("The order was cancelled, so it earns nothing.")
    return _("The order is not paid, so it earns nothing.")


def _remark(settlement: Settlement, award: Award) -> str:
    said = {line["rule"]: line["points"] for line in settlement.explanation["rules"]}
    if award.points < said.get(award.rule_id, 0):
        return _("The customer was excluded when the order changed, so no points were added.")
    return ""


def _rule(settlement: Settlement, award: Award) -> FrozenRule:
    frozen = as_frozen(settlement.ruleset_id, settlement.ruleset.content)
    return next(rule for rule in frozen.rules if rule.rule_id == award.rule_id)
