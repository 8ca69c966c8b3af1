"""What orders are worth now, and what of it is due: everything that settling decides, without writing any of it."""

from collections.abc import Collection, Mapping, Sequence

from earning.conditions import NOBODY, Buyer, Need
from earning.evaluation import Budgets, campaigns_of, earns, evaluate_order, refusal_for, stack
from earning.evaluation.limits import Uses
from earning.models import Refusal
from earning.queries.bonuses import budgeted_campaigns, lock_budgets
from earning.queries.bounds import keep_within_bounds, weigh
from earning.queries.buyers import buyers_of
from earning.queries.dues import Decision, earned_at
from earning.queries.rulesets import FrozenSettlement, settled_before
from earning.queries.tiers import tiers_of_orders
from earning.snapshots import FrozenRuleset
from loyalty.customers.models import CustomerState
from loyalty.orders.snapshots import SeenOrder
from loyalty.points.actions import lock_balances
from vip.queries import Moment


def decide_orders(
    orders: Sequence[SeenOrder],
    *,
    merchant_id: int,
    is_preview: bool = False,
    is_afresh: bool = False,
    tiers: Mapping[int, int] | None = None,
    beside: Collection[int] = (),
    holds_accounts: bool = False,
) -> list[Decision]:
    """What is due for these orders. Those that are not due yet, or whose customer is unknown, are left out.

    What is decided together with other orders of a customer is read under a lock on their account, and what budgets
    have left under a lock on their campaigns. A preview locks nothing, and leaves no order out; `is_afresh` decides as
    if none of them had been settled before. `tiers` by order id take the place of those they were settled with. The
    accounts of those `beside` are locked with the buyers'. Whoever `holds_accounts` by now waits for no campaign.
    """
    asked = [] if is_afresh else [order.id for order in orders]
    before, sets = settled_before(asked, merchant_id=merchant_id)
    in_force = sets[max(sets)]
    due = [order for order in orders if is_preview or _is_due(order, before, in_force)]
    if not due:
        return []
    concerned = {before[order.id].ruleset_id if order.id in before else in_force.id for order in due}
    if not is_preview and (budgeted := budgeted_campaigns(due, sets, concerned)):
        # Lock campaigns first, before anybody's account: whoever waits for a campaign must hold no account that the
        # one it waits for has yet to lock.
        lock_budgets(budgeted, merchant_id=merchant_id, holds_accounts=holds_accounts)
    looks_around = in_force.vip.is_on or any(_looks_around(sets[ruleset_id]) for ruleset_id in concerned)
    if (looks_around or beside) and not is_preview:
        # Lock all customers whose points may move, as posting does: two at once must not both be the first order,
        # nor both take the last of a limit.
        buyers = (order.customer_id for order in due if order.customer_id)
        lock_balances({*buyers, *beside}, merchant_id=merchant_id)
    new = [order for order in due if order.id not in before]
    frozen = {**before, **_freeze(new, in_force, merchant_id)}
    for order_id, tier in (tiers or {}).items():
        frozen[order_id] = frozen[order_id]._replace(tier=tier)
    decisions = [
        _decide(
            order,
            frozen[order.id],
            sets[frozen[order.id].ruleset_id],
            in_force=in_force,
            is_first=order.id not in before,
        )
        for order in due
    ]
    if any(decision.ruleset.limited or decision.running for decision in decisions):
        decisions = keep_within_bounds(decisions, merchant_id=merchant_id)
    return [_due(decision) for decision in decisions]


def decide_afresh(orders: Sequence[SeenOrder], ruleset: FrozenRuleset, *, merchant_id: int) -> list[Decision]:
    """What these orders would be given by these rules, had nothing been given before. Nothing is locked.

    Who their customers were when they were settled is known still, where some rule asked.
    """
    before, _sets = settled_before([order.id for order in orders], merchant_id=merchant_id)
    frozen = _freeze(orders, ruleset, merchant_id)
    for order_id, settled in before.items():
        if settled.buyer != NOBODY:
            frozen[order_id] = frozen[order_id]._replace(buyer=settled.buyer)
    decisions = [
        _decide(order, frozen[order.id], ruleset, in_force=ruleset, is_first=True) for order in orders
    ]
    return [_due(decision) for decision in weigh(decisions, uses=Uses({}), budgets=Budgets({}))]


def _is_due(order: SeenOrder, before: Mapping[int, FrozenSettlement], in_force: FrozenRuleset) -> bool:
    if order.is_orphaned:
        return False
    if order.id in before:
        return True
    return order.customer_id is not None and earns(order, in_force.settings.award_on)


def _looks_around(ruleset: FrozenRuleset) -> bool:
    return bool(ruleset.limited) or ruleset.needs(Need.ORDER_NUMBER)


def _freeze(
    new: Sequence[SeenOrder], ruleset: FrozenRuleset, merchant_id: int
) -> dict[int, FrozenSettlement]:
    """What stays with orders that are settled for the first time: the rules, and who the customer is."""
    buyers: dict[int, Buyer] = {}
    if new and ruleset.needs(Need.BUYER):
        with_numbers = ruleset.needs(Need.ORDER_NUMBER)
        buyers = buyers_of(new, merchant_id=merchant_id, with_numbers=with_numbers)
    moments = [
        Moment(order.id, order.customer_id, earned_at(order, ruleset)) for order in new if order.customer_id
    ]
    tiers = tiers_of_orders(moments, ruleset, merchant_id=merchant_id)
    return {
        order.id: FrozenSettlement(
            ruleset.id,
            refusal_for(order, ruleset.settings),
            {},
            buyers.get(order.id, NOBODY),
            tier=tiers.get(order.id),
        )
        for order in new
    }


def _decide(
    order: SeenOrder,
    frozen: FrozenSettlement,
    ruleset: FrozenRuleset,
    *,
    in_force: FrozenRuleset,
    is_first: bool,
) -> Decision:
    running = campaigns_of(order, ruleset)
    evaluation = evaluate_order(order, ruleset, buyer=frozen.asked_buyer, running=running)
    return Decision(order, ruleset, frozen, evaluation, {}, in_force, is_first, running)


def _due(decision: Decision) -> Decision:
    """The same with its targets: excluded customers get no more than they have, guests nothing.

    By how much an order grew meanwhile is kept: nothing is made up for afterwards (S18). What comes back of it later
    was never given, so that shrinks first.
    """
    frozen, points = decision.frozen, decision.evaluation.points
    stack(decision.evaluation, decision.ruleset)
    if frozen.refusal != Refusal.NONE:
        return decision
    is_excluded = decision.order.customer_state == CustomerState.DISABLED
    if not is_excluded and not frozen.missed:
        return decision._replace(targets=points)
    grown = {rule_id: max(0, worth - frozen.given(rule_id).due) for rule_id, worth in points.items()}
    if not is_excluded:
        grown = {rule_id: min(more, frozen.missed.get(rule_id, 0)) for rule_id, more in grown.items()}
    targets = {rule_id: worth - grown[rule_id] for rule_id, worth in points.items()}
    missed = {rule_id: more for rule_id, more in grown.items() if more}
    return decision._replace(targets=targets, frozen=frozen._replace(missed=missed))
