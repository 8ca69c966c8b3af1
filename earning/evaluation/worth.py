"""What of an order earns, in money."""

from typing import Any, NamedTuple

from earning.snapshots import FrozenRule, FrozenRuleset
from loyalty.merchants.models import AwardOn
from loyalty.merchants.snapshots import EarningSettings
from loyalty.orders.arithmetic import (
    converted,
    net_goods,
    net_goods_before_discounts,
    net_lines,
    net_lines_before_discounts,
    net_shipping,
    net_tax,
)
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import LineFacts, SeenOrder
from vip.snapshots import TierTerms


class Worth(NamedTuple):
    """What is left of an order that earns: `cents` in all, `lines` of each line, `earning_cents` converted.

    `besides` names what the settings added to the goods. All of it is 0 while the order earns nothing yet. `tier` is
    the VIP tier that multiplies points, if one does.
    """

    order: SeenOrder
    ruleset: FrozenRuleset
    lines: list[int]
    cents: int
    earning_cents: int | None
    besides: dict[str, Any]
    tier: TierTerms | None = None

    def of(self, rule: FrozenRule) -> int:
        """The amount a rule gives points for, in the order's currency: of the lines that its conditions keep.

        A rule that asks for certain goods gives nothing for shipping or tax.
        """
        narrowing = rule.narrowing
        if not narrowing:
            return self.cents
        if not self.order.lines:
            return self.cents if all(condition.is_excluding for condition in narrowing) else 0
        return sum(
            cents
            for line, cents in zip(self.order.lines, self.lines, strict=True)
            if all(condition.keeps(line) for condition in narrowing)
        )

    def in_programs_currency(self, cents: int) -> int | None:
        """Some of the order's money in the programme's currency; None where no rate is known."""
        order, to = self.order, self.ruleset.currency
        return converted(cents, currency=order.currency, to=to, fx_rate=order.fx_rate)


def earns(order: SeenOrder, award_on: AwardOn) -> bool:
    """Whether the order is as far as it has to be, and its amounts are known."""
    if order.is_withdrawn or order.goods_cents is None or order.state == OrderState.CANCELLED:
        return False
    if award_on is AwardOn.PAID:
        return order.state == OrderState.PAID
    return award_on is AwardOn.CREATED or order.fulfilled_at is not None


def worth_of(order: SeenOrder, ruleset: FrozenRuleset) -> Worth:
    """What of the order earns as it stands now."""
    settings = ruleset.settings
    lines: list[int] = []
    besides: dict[str, Any] = {}
    if not earns(order, settings.award_on):
        lines, cents = [0] * len(order.lines), 0
    elif ruleset.has_plain_basis and not order.lines:
        cents = net_goods(order)
    else:
        lines = _lines(order, settings) if order.lines else []
        besides = {} if ruleset.has_plain_basis else _besides(order, settings)
        goods = sum(lines) if order.lines else _goods(order, settings)
        cents = goods + besides.get("shipping", 0) + besides.get("tax", 0)
    earning_cents = converted(cents, currency=order.currency, to=ruleset.currency, fx_rate=order.fx_rate)
    return Worth(order, ruleset, lines, cents, earning_cents, besides)


def _lines(order: SeenOrder, settings: EarningSettings) -> list[int]:
    """What is left of each line that earns; gift cards bought do not earn (S2)."""
    nets = net_lines_before_discounts(order) if settings.earns_before_discount else net_lines(order)
    return [
        0 if line.is_gift_card or _is_excluded(line, settings) else net
        for line, net in zip(order.lines, nets, strict=True)
    ]


def _goods(order: SeenOrder, settings: EarningSettings) -> int:
    return net_goods_before_discounts(order) if settings.earns_before_discount else net_goods(order)


def _besides(order: SeenOrder, settings: EarningSettings) -> dict[str, Any]:
    """What else earns, and what of the goods does not."""
    besides: dict[str, Any] = {"before_discount": settings.earns_before_discount}
    if settings.earns_on_shipping:
        besides["shipping"] = net_shipping(order)
    if settings.earns_on_tax:
        besides["tax"] = net_tax(order)
    return besides


def _is_excluded(line: LineFacts, settings: EarningSettings) -> bool:
    return (
        line.product in settings.excluded_products
        or line.sku in settings.excluded_products
        or any(category in settings.excluded_categories for category in line.categories)
    )
