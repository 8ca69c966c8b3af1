"""What the rules give for an order, and the account of how."""

from dataclasses import dataclass
from typing import Any

from earning.arithmetic import converted, points_for
from earning.catalogue import PLACE_ORDER
from earning.models import Refusal
from earning.snapshots import FrozenRule, FrozenRuleset
from loyalty.customers.models import CustomerState
from loyalty.orders.arithmetic import net_goods, net_lines
from loyalty.orders.snapshots import SeenOrder


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Points by rule id; `explanation` holds every number that led there."""

    points: dict[int, int]
    explanation: dict[str, Any]


def refusal_of(state: CustomerState | None) -> Refusal:
    """Why a customer in this state does not earn (S17, S18)."""
    match state:
        case CustomerState.CANDIDATE:
            return Refusal.GUEST
        case CustomerState.DISABLED:
            return Refusal.EXCLUDED
        case _:
            return Refusal.NONE


def evaluate_order(order: SeenOrder, ruleset: FrozenRuleset) -> Evaluation:
    """What the order is worth by these rules as it stands now; nothing while it is not payable."""
    net = earning_cents(order) if order.is_payable else 0
    cents = converted(net, currency=order.currency, to=ruleset.currency, fx_rate=order.fx_rate)
    rules = ruleset.about(PLACE_ORDER.code)
    points = {rule.rule_id: points_for(rule, cents=cents or 0, rounding=ruleset.rounding) for rule in rules}
    account = {
        "state": order.state,
        "net_cents": net,
        "currency": order.currency,
        "earning_cents": cents,
        "rounding": ruleset.rounding,
        "rules": [_line(rule, points[rule.rule_id]) for rule in rules],
    }
    return Evaluation({rule_id: given for rule_id, given in points.items() if given}, account)


def earning_cents(order: SeenOrder) -> int:
    """Goods that earn, after discounts and refunds, in the order's currency; gift cards bought do not earn (S2)."""
    if not order.lines:
        return net_goods(order)
    return sum(net for line, net in zip(order.lines, net_lines(order), strict=True) if not line.is_gift_card)


def _line(rule: FrozenRule, points: int) -> dict[str, Any]:
    return {"rule": rule.rule_id, "version": rule.number, "points": points}
