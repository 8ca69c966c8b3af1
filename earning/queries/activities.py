"""What an activity earns, without writing any of it."""

from earning.conditions import NOBODY, Need, Subject
from earning.evaluation import ActivityEvaluation, evaluate_activity, refusal_of
from earning.evaluation.limits import Uses, asked_by
from earning.models import ActivityRefusal
from earning.queries.buyers import buyer_of, has_purchased, is_of_another
from earning.queries.tiers import with_tier
from earning.queries.uses import given_for, uses_of
from earning.snapshots import ActivityFacts, FrozenRuleset
from loyalty.customers.models import Customer, CustomerState
from loyalty.points.actions import lock_balances


def decide_activity(
    customer: Customer, facts: ActivityFacts, ruleset: FrozenRuleset, *, is_preview: bool = False
) -> ActivityEvaluation:
    """What an activity earns by these rules. Limits are counted under a lock on the account, but in a preview."""
    rules = ruleset.about(facts.token)
    needs = {need for rule in rules for condition in rule.conditions for need in condition.needs}
    purchased = (
        has_purchased(customer, order_name=facts.order_name, product=facts.product)
        if Need.PURCHASE in needs
        else None
    )
    buyer = buyer_of(customer) if Need.BUYER in needs else NOBODY
    if Need.TIER in needs:
        buyer = with_tier(buyer, customer, ruleset, at=facts.happened_at)
    subject = Subject(
        facts.happened_at,
        ruleset.timezone,
        buyer,
        has_purchased=purchased,
        text_length=facts.text_length,
    )
    refusal = refusal_of(CustomerState(customer.state), ruleset.settings.participants)
    if not refusal and rules and facts.order_name and is_of_another(customer, facts.order_name):
        why = ActivityRefusal.PURCHASE_REQUIRED
        accounts = [
            {"rule": rule.rule_id, "version": rule.number, "points": 0, "owner": facts.order_name}
            for rule in rules
        ]
        return ActivityEvaluation({}, why, {"refusal": why, "rules": accounts})
    asked = [
        one
        for rule in rules
        for one in asked_by(rule, customer.pk, at=facts.happened_at, timezone=ruleset.timezone)
        if not refusal
    ]
    units = {rule.rule_id: unit for rule in rules if (unit := rule.unit_of(facts)) and not refusal}
    if (asked or units) and not is_preview:
        # Lock before counting: two activities at once must not both be the last that a limit allows, nor both the
        # first of a unit.
        lock_balances([customer.pk], merchant_id=customer.merchant_id)
    uses = Uses(uses_of(asked, merchant_id=customer.merchant_id))
    given = given_for(units, customer_id=customer.pk)
    return evaluate_activity(rules, subject, refusal=refusal, customer_id=customer.pk, uses=uses, given=given)
