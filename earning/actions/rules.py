"""Writing rules. Every save is a version; the newest ruleset is what counts."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from earning.actions.rulesets import publish_ruleset
from earning.actions.terms import RuleTerms, check_terms, texts_as_json
from earning.models import CustomAction, Period, Rule, RuleVersion, ValueType
from loyalty.merchants.models import Merchant
from loyalty.team.models import User


@transaction.atomic
def create_rule(
    merchant: Merchant,
    *,
    action: str,
    terms: RuleTerms,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
    is_active: bool = True,
) -> Rule:
    """A rule about one action of the catalogue; the database takes a `key` once.

    Refuses terms that make no sense, naming the `field`.
    """
    check_terms(terms, action=action)
    rule = Rule.objects.create(
        merchant=merchant,
        action=action,
        custom_action=CustomAction.objects.filter(token=action).first(),
        form_key=key,
        is_active=is_active,
        created_at=at,
    )
    _write_version(rule, terms, by=by, at=at)
    publish_ruleset(merchant, at=at)
    return rule


@transaction.atomic
def revise_rule(rule: Rule, *, terms: RuleTerms, by: User | None, at: datetime) -> RuleVersion:
    """A rule's next version; orders settled by an earlier one keep it. Refuses terms that make no sense."""
    check_terms(terms, action=rule.action)
    locked = Rule.objects.select_for_update().select_related("merchant").get(pk=rule.pk)
    locked.version += 1
    locked.save(update_fields=["version"])
    version = _write_version(locked, terms, by=by, at=at)
    publish_ruleset(locked.merchant, at=at)
    return version


@transaction.atomic
def set_rule_active(rule: Rule, *, is_active: bool, at: datetime) -> None:
    """The rule counts from now on, or no longer; what it gave stays, and refunds still take it back."""
    Rule.objects.filter(pk=rule.pk).update(is_active=is_active)
    publish_ruleset(rule.merchant, at=at)


def _write_version(rule: Rule, terms: RuleTerms, *, by: User | None, at: datetime) -> RuleVersion:
    is_per_amount = terms.value_type == ValueType.PER_AMOUNT
    return RuleVersion.objects.create(
        merchant_id=rule.merchant_id,
        rule=rule,
        number=rule.version,
        name=terms.name,
        value_type=terms.value_type,
        points=terms.points,
        amount_cents=terms.amount_cents if is_per_amount else None,
        has_whole_units=terms.has_whole_units and is_per_amount,
        conditions=[condition.as_json() for condition in terms.conditions],
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        limit_count=terms.limit_count,
        limit_period=terms.limit_period if terms.limit_count else "",
        limit_days=terms.limit_days if terms.limit_period == Period.ROLLING else None,
        cap_points=terms.cap_points,
        cap_period=terms.cap_period if terms.cap_points else "",
        icon=terms.icon,
        texts=texts_as_json(terms.texts),
        author=by,
        created_at=at,
    )
