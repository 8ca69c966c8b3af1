"""From an order's goods to the points of one rule."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from earning.arithmetic import points_for
from earning.evaluation import earns
from earning.explanation.accounts import Figure, OrderAccount
from earning.explanation.considered import considered_for_order
from earning.explanation.sentences import arithmetic_of
from earning.models import Award, Refusal, Settlement, ValueType
from earning.snapshots import FrozenRuleset, as_frozen
from loyalty.merchants.models import Rounding
from loyalty.orders.arithmetic import paid_lines
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import SeenOrder
from loyalty.ui.formats import format_day


def account_of_order(order: SeenOrder, settlement: Settlement, award: Award) -> OrderAccount:
    """What the award's rule made of the order, from the account that was kept when it was last settled."""
    ruleset = as_frozen(settlement.ruleset_id, settlement.ruleset.content)
    return OrderAccount(
        order_id=order.id,
        name=order.name,
        figures=tuple(figures_of(order, settlement.explanation, ruleset)),
        arithmetic=arithmetic_for(order, settlement.explanation, ruleset, rule_id=award.rule_id),
        remark=_remark(settlement, award),
        considered=considered_for_order(settlement),
    )


def why_nothing(seen: SeenOrder, settlement: Settlement | None) -> str:
    """A sentence for an order that no rule gave anything for."""
    if settlement is None:
        return _("Points are given once the order is paid and its customer is known.")
    if settlement.refusal == Refusal.GUEST:
        return _("The customer was a guest when the order was paid, and guests do not earn.")
    if settlement.refusal == Refusal.EXCLUDED:
        return _("The customer was excluded from the programme when the order was paid.")
    if seen.currency != settlement.ruleset.content["currency"] and seen.fx_rate is None:
        return _("No exchange rate from %(currency)s is known.") % {"currency": seen.currency}
    return _(
        "No rule about orders was active when the order was paid, or too little was left to earn a point."
    )


def figures_of(order: SeenOrder, kept: dict[str, Any], ruleset: FrozenRuleset) -> list[Figure]:
    """From the order's goods to what of them earns, by the account that evaluating gave."""
    goods, discount, gift_cards = _sums(order)
    basis = kept.get("basis", {})
    if basis.get("before_discount"):
        discount = 0
    shipping, tax = basis.get("shipping", 0), basis.get("tax", 0)
    taken = goods - discount - gift_cards + shipping + tax - kept["net_cents"]
    is_basic = not basis
    lines = [
        Figure(_("Goods"), goods, order.currency),
        Figure(_("Discounts"), -discount, order.currency),
        Figure(_("Gift cards, which do not earn"), -gift_cards, order.currency),
        Figure(_("Shipping"), shipping, order.currency),
        Figure(_("Tax"), tax, order.currency),
        Figure(
            _("Refunds and returns") if is_basic else _("Refunds, returns and goods that do not earn"),
            -taken if earns(order, ruleset.settings.award_on) else 0,
            order.currency,
        ),
    ]
    result = [Figure(_("Net amount"), kept["net_cents"], order.currency, is_result=True)]
    if order.currency != ruleset.currency and kept["earning_cents"] is not None:
        result.append(Figure(_("Converted"), kept["earning_cents"], ruleset.currency, is_result=True))
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


def arithmetic_for(order: SeenOrder, kept: dict[str, Any], ruleset: FrozenRuleset, *, rule_id: int) -> str:
    """How one rule makes points of what earns; or why nothing does."""
    account: dict[str, Any] = next((one for one in kept["rules"] if one["rule"] == rule_id), {})
    if not earns(order, ruleset.settings.award_on):
        return _cancelled(order)
    currency, cents = ruleset.currency, account.get("cents", kept["earning_cents"])
    rule = next(rule for rule in ruleset.rules if rule.rule_id == rule_id)
    if rate := account.get("rate"):
        currency, points, amount_cents, cents = rate
        if rule.value_type == ValueType.PER_AMOUNT:
            rule = replace(rule, points=points, amount_cents=amount_cents)
    if cents is None:
        return _("No exchange rate from %(currency)s is known, so the order earns nothing.") % {
            "currency": order.currency
        }
    if not cents:
        return _("Nothing is left of the order, so it earns nothing.")
    times, rounding = Fraction(account.get("times", 1)), Rounding(kept["rounding"])
    points = points_for(rule, cents=cents, rounding=rounding, times=times)
    return arithmetic_of(rule, cents=cents, currency=currency, points=points, rounding=rounding, times=times)


def _cancelled(order: SeenOrder) -> str:
    if order.is_withdrawn:
        return _("The import that brought the order was taken back, so it earns nothing.")
    if order.state == OrderState.CANCELLED:
        return _("The order was cancelled, so it earns nothing.")
    return _("The order is not paid, so it earns nothing.")


def _remark(settlement: Settlement, award: Award) -> str:
    said = {line["rule"]: line["points"] for line in settlement.explanation["rules"]}
    if award.available_at and award.points:
        when = format_day(localtime(award.available_at).date())
        return _("The points are pending: they become available on %(when)s.") % {"when": when}
    if award.forgiven:
        return _("The balance was too low to take everything back.")
    if award.points < said.get(award.rule_id, 0):
        return _("The customer was excluded when the order changed, so no points were added.")
    return ""
