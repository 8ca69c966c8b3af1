"""Test this rule: what it would give a customer, without giving it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from earning.catalogue import PLACE_ORDER
from earning.explanation import Trial, trial_of_activity, trial_of_order
from earning.forms.trials import ActivityTrialForm, OrderTrialForm
from earning.models import Rule
from earning.queries import preview_activity, ruleset_in_force, try_order, versions_of
from earning.views.choices import Actions
from loyalty.customers.models import Customer
from loyalty.customers.queries import matching
from loyalty.team.permissions import MerchantRequest, team_required

MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was typed, and what came of it; no trial while nothing was, or something is wrong."""

    form: OrderTrialForm | ActivityTrialForm
    trial: Trial | None


@require_safe
@team_required()
def test_rule(request: MerchantRequest, rule_id: int) -> HttpResponse:
    """Nothing is written or locked, so it is a page to look at: all that is typed stands in its address."""
    rule = get_object_or_404(Rule, pk=rule_id)
    customer = _customer(request)
    attempt = _attempt(request, rule, customer) if customer else None
    search = request.GET.get("q", "").strip()
    context = {
        "rule": rule,
        "version": versions_of(rule)[0],
        "action": Actions(request.merchant).named(rule.action),
        "is_about_orders": rule.action == PLACE_ORDER.code,
        "customer": customer,
        "attempt": attempt,
        "search": search,
        "found": _found(search) if search else [],
    }
    return render(request, "earning/test_rule.html", context)


def _customer(request: MerchantRequest) -> Customer | None:
    asked = request.GET.get("customer", "")
    if not asked:
        return None
    return get_object_or_404(Customer, pk=int(asked) if asked.isdecimal() else 0)


def _found(search: str) -> list[Customer]:
    return list(matching(Customer.objects.all(), search).order_by("-created_at", "-pk")[:MOST_FOUND])


def _attempt(request: MerchantRequest, rule: Rule, customer: Customer) -> Attempt:
    typed = request.GET if "try" in request.GET else None
    if rule.action == PLACE_ORDER.code:
        return _with_order(
            OrderTrialForm(typed, customer=customer, merchant=request.merchant, at=now()), rule
        )
    return _with_activity(ActivityTrialForm(typed, action=rule.action, at=now()), rule, customer)


def _with_order(form: OrderTrialForm, rule: Rule) -> Attempt:
    if not form.is_valid():
        return Attempt(form, None)
    decision = try_order(form.seen, merchant_id=rule.merchant_id)
    return Attempt(form, trial_of_order(decision, rule_id=rule.pk))


def _with_activity(form: ActivityTrialForm, rule: Rule, customer: Customer) -> Attempt:
    if not form.is_valid():
        return Attempt(form, None)
    evaluation = preview_activity(customer, form.facts)
    ruleset = ruleset_in_force(rule.merchant_id)
    return Attempt(form, trial_of_activity(evaluation, ruleset, rule_id=rule.pk))
