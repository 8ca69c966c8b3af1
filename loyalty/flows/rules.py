"""What a team member does to the ways to earn."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from earning.actions import RuleTerms, create_rule, revise_rule, set_rule_active
from earning.models import Rule, RuleVersion
from loyalty.audit.actions import record
from loyalty.errors import Refused
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
)


class RuleChangedMeanwhile(Refused):
    code = "rule_changed"
    message = _("Somebody else saved this rule while you were editing. Look at it again, then change it.")


@transaction.atomic
def rule_created(merchant: Merchant, *, action: str, terms: RuleTerms, by: User, at: datetime) -> Rule:
    """A rule in force from now on. Refuses terms that give nothing."""
    rule = create_rule(merchant, action=action, terms=terms, by=by, at=at)
    version = RuleVersion.objects.get(rule=rule, number=rule.version)
    said = {name: value for name, value in _values(version).items() if name in TERMS or value}
    _record("rule.created", rule, by=by, at=at, after={"action": action, **said})
    return rule


@transaction.atomic
def rule_revised(rule: Rule, *, seen: int, terms: RuleTerms, by: User, at: datetime) -> RuleVersion:
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
def rule_switched(rule: Rule, *, is_active: bool, by: User, at: datetime) -> None:
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


def _record(action: str, rule: Rule, *, by: User, at: datetime, **values: dict[str, Any]) -> None:
    record(
        action, subject=SUBJECT, subject_id=rule.pk, merchant_id=rule.merchant_id, actor=by, at=at, **values
    )
