"""Awards for joining."""

from datetime import datetime

from earning.actions.awards import Gift, award_gifts
from earning.actions.considerations import Considered, keep_accounts
from earning.catalogue import SIGN_UP
from earning.conditions import NOBODY, Need, Subject
from earning.evaluation import judge, refusal_of
from earning.queries import buyer_of, ruleset_at
from loyalty.customers.models import Customer, CustomerState
from loyalty.points.models import Kind


def award_sign_up(customer: Customer, *, created_at: datetime) -> list[int]:
    """The points of the sign-up rules in force when the account was made; the customers whose points moved.

    Each rule gives once for each customer, so the same account may be reported again. Guests and excluded
    customers get nothing, nor do accounts older than the programme (S19).
    """
    ruleset = ruleset_at(created_at, merchant_id=customer.merchant_id)
    if ruleset is None or refusal_of(CustomerState(customer.state)):
        return []
    already = set(customer.awards.filter(order=None, activity=None).values_list("rule_id", flat=True))
    buyer = buyer_of(customer) if ruleset.needs(Need.BUYER) else NOBODY
    subject = Subject(created_at, ruleset.timezone, buyer)
    new = [rule for rule in ruleset.about(SIGN_UP.code) if rule.rule_id not in already]
    considered = Considered(
        customer.pk, str(customer.pk), [(rule, judge(rule.asked, subject)) for rule in new]
    )
    gifts = [Gift(rule, rule.points) for rule, judgement in considered.judged if not judgement.refusal]
    keep_accounts(
        [considered], token=SIGN_UP.code, ruleset=ruleset, merchant_id=customer.merchant_id, at=created_at
    )
    award_gifts(gifts, customer=customer, activity=None, kind=Kind.EARN_SIGNUP, at=created_at)
    return [customer.pk] if gifts else []
