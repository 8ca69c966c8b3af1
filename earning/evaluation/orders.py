"""What the rules give for an order, and the account of how."""

from dataclasses import dataclass
from typing import Any

from earning.arithmetic import converted, points_for
from earning.catalogue import PLACE_ORDER
from earning.conditions import NOBODY, Buyer, LineCondition, Subject
from earning.evaluation.verdicts import judge
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


@dataclass(frozen=True, slots=True)
class _Worth:
    """What is left of an order: `cents` in all, by line where lines are known, and `earning_cents` converted."""

    order: SeenOrder
    ruleset: FrozenRuleset
    lines: list[int]
    cents: int
    earning_cents: int | None

    def of(self, rule: FrozenRule) -> int | None:
        """The amount a rule gives points for: of the lines that its conditions keep, in the programme's currency."""
        narrowing = [condition for condition in rule.conditions if isinstance(condition, LineCondition)]
        if not narrowing:
            return self.earning_cents
        if not self.order.lines:
            return self.earning_cents if all(condition.is_excluding for condition in narrowing) else 0
        kept = sum(
            cents
            for line, cents in zip(self.order.lines, self.lines, strict=True)
            if all(condition.keeps(line) for condition in narrowing)
        )
        return _converted(kept, self.order, self.ruleset)


def refusal_of(state: CustomerState | None) -> Refusal:
    """Why a customer in this state does not earn (S17, S18)."""
    match state:
        case CustomerState.CANDIDATE:
            return Refusal.GUEST
        case CustomerState.DISABLED:
            return Refusal.EXCLUDED
        case _:
            return Refusal.NONE


def evaluate_order(order: SeenOrder, ruleset: FrozenRuleset, *, buyer: Buyer = NOBODY) -> Evaluation:
    """What the order is worth by these rules as it stands now; nothing while it is not payable."""
    worth = _worth(order, ruleset)
    points: dict[int, int] = {}
    accounts: list[dict[str, Any]] = []
    subject: Subject | None = None
    for rule in ruleset.about(PLACE_ORDER.code):
        if rule.asked:
            subject = subject or _subject(worth, buyer)
            given, account = _asked(rule, worth, subject)
        else:
            given = points_for(rule, cents=worth.earning_cents or 0, rounding=ruleset.rounding)
            account = {}
        accounts.append({"rule": rule.rule_id, "version": rule.number, "points": given, **account})
        if given:
            points[rule.rule_id] = given
    explanation = {
        "state": order.state,
        "net_cents": worth.cents,
        "currency": order.currency,
        "earning_cents": worth.earning_cents,
        "rounding": ruleset.rounding,
        "rules": accounts,
    }
    return Evaluation(points, explanation)


def earning_lines(order: SeenOrder) -> list[int]:
    """What is left of each line that earns, after discounts and refunds; gift cards bought do not earn (S2)."""
    return [0 if line.is_gift_card else net for line, net in zip(order.lines, net_lines(order), strict=True)]


def _worth(order: SeenOrder, ruleset: FrozenRuleset) -> _Worth:
    lines = earning_lines(order) if order.lines and order.is_payable else [0] * len(order.lines)
    cents = sum(lines) if order.lines else net_goods(order) if order.is_payable else 0
    return _Worth(order, ruleset, lines, cents, _converted(cents, order, ruleset))


def _converted(cents: int, order: SeenOrder, ruleset: FrozenRuleset) -> int | None:
    return converted(cents, currency=order.currency, to=ruleset.currency, fx_rate=order.fx_rate)


def _asked(rule: FrozenRule, worth: _Worth, subject: Subject) -> tuple[int, dict[str, Any]]:
    """What a rule with conditions gives, and the account of each."""
    judgement = judge(rule.asked, subject)
    cents = worth.of(rule)
    account: dict[str, Any] = {"conditions": judgement.account}
    if cents != worth.earning_cents:
        account["cents"] = cents
    if judgement.refusal:
        return 0, account
    return points_for(rule, cents=cents or 0, rounding=worth.ruleset.rounding), account


def _subject(worth: _Worth, buyer: Buyer) -> Subject:
    order = worth.order
    return Subject(
        happened_at=order.placed_at,
        timezone=worth.ruleset.timezone,
        buyer=buyer,
        earning_cents=worth.earning_cents,
        currency=order.currency,
        lines=order.lines,
        store_id=order.store_id,
    )
