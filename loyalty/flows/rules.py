"""What a team member, or a program of the merchant's, does to the ways to earn."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from earning.actions import RuleTerms, create_rule, revise_rule, set_rule_active, terms_of
from earning.models import Rule, RuleVersion
from loyalty.audit.actions import record
from loyalty.errors import Refused
from loyalty.flows.locks import hold_program
from loyalty.merchants.models import Merchant
from loyalty.team.models import User

SUBJECT = "rule"
TERMS = ("name", "value_type", "points", "amount_cents", "has_whole_units")
# What most rules leave open is written down only where it is said.
OPTIONAL = (
    "conditions",
    "starts_at",
    "ends_at",
    "limit_count",
    "limit_period",
    "limit_days",
    "cap_points",
    "cap_period",
    "icon",
    "texts",
)


class RuleChangedMeanwhile(Refused):
    code = "rule_changed"
    message = _("Somebody else saved this rule while you were editing. Look at it again, then change it.")


@transaction.atomic
def rule_created(
    merchant: Merchant,
    *,
    action: str,
    terms: RuleTerms,
    by: User | None,
    at: datetime,
    key: UUID | None = None,
    is_active: bool = True,
) -> Rule:
    """A rule, in force from now on if it is active; the same `key` again is the same rule.

    Refuses terms that give nothing.
    """
    hold_program(merchant)
    if key and (earlier := Rule.objects.filter(form_key=key).first()):
        return earlier
    rule = create_rule(merchant, action=action, terms=terms, by=by, at=at, key=key, is_active=is_active)
    version = RuleVersion.objects.get(rule=rule, number=rule.version)
    said = {name: value for name, value in _values(version).items() if name in TERMS or value}
    _record("rule.created", rule, by=by, at=at, after={"action": action, **said})
    return rule


@transaction.atomic
def rule_revised(rule: Rule, *, seen: int, terms: RuleTerms, by: User | None, at: datetime) -> RuleVersion:
    """The rule's next version. `seen` is the number of the one that was edited.

    Refuses terms that give nothing, and as `RuleChangedMeanwhile` if a newer version stands by now.
    """
    # Lock before looking: two editors must not both find the version they saw.
    locked = Rule.objects.select_for_update().get(pk=rule.pk)
    if locked.version != seen:
        raise RuleChangedMeanwhile
    before = _values(RuleVersion.objects.get(rule=locked, number=seen))
    version = revise_rule(locked, terms=terms, by=by, at=at)
    after = _values(version)
    changed = [name for name in before if before[name] != after[name]]
    _record(
        "rule.revised",
        locked,
        by=by,
        at=at,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return version


@transaction.atomic
def rule_restored(rule: Rule, *, number: int, seen: int, by: User | None, at: datetime) -> RuleVersion:
    """The rule's next version, with the terms of an earlier one. Refuses as `RuleChangedMeanwhile`."""
    return rule_revised(rule, seen=seen, terms=terms_of(rule.versions.get(number=number)), by=by, at=at)


@transaction.atomic
def rule_duplicated(rule: Rule, *, by: User | None, at: datetime, key: UUID | None = None) -> Rule:
    """A disabled rule that says the same; the same `key` again is the same rule."""
    terms = terms_of(rule.versions.get(number=rule.version))
    name = _("%(name)s (copy)") % {"name": terms.name[:80]}
    copy = replace(terms, name=name)
    return rule_created(rule.merchant, action=rule.action, terms=copy, by=by, at=at, key=key, is_active=False)


@transaction.atomic
def rule_switched(rule: Rule, *, is_active: bool, by: User | None, at: datetime) -> None:
    """The rule counts from now on, or no longer; one that already does stays as it is."""
    locked = Rule.objects.select_for_update().select_related("merchant").get(pk=rule.pk)
    if locked.is_active == is_active:
        return
    set_rule_active(locked, is_active=is_active, at=at)
    _record(
        "rule.switched_on" if is_active else "rule.switched_off",
        locked,
        by=by,
        at=at,
        before={"is_active": not is_active},
        after={"is_active": is_active},
    )


def _values(version: RuleVersion) -> dict[str, Any]:
    values = {name: getattr(version, name) for name in (*TERMS, *OPTIONAL)}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()
    }


def _record(action: str, rule: Rule, *, by: User | None, at: datetime, **values: dict[str, Any]) -> None:
    record(
        action, subject=SUBJECT, subject_id=rule.pk, merchant_id=rule.merchant_id, actor=by, at=at, **values
    )
