"""Writing rules. Every save is a version; the newest ruleset is what counts."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from earning.actions.rulesets import publish_ruleset
from earning.conditions import Condition, ConditionDoesNotFit, is_limitable
from earning.models import CustomAction, Period, Rule, RuleVersion, ValueType
from loyalty.errors import Refused
from loyalty.merchants.models import Merchant
from loyalty.team.models import User

MOST_POINTS = 10**9
MOST_TIMES = 10**6
LONGEST_DAYS = 3660


class RuleGivesNothing(Refused):
    code = "invalid_points"
    message = _("A rule gives at least 1 point and at most 1,000,000,000.")

    def __init__(self) -> None:
        super().__init__(field="points")


class RuleNeedsAmount(Refused):
    code = "invalid_amount"
    message = _("Say for which amount the points are given: it must be above zero.")

    def __init__(self) -> None:
        super().__init__(field="amount_cents")


class RuleEndsBeforeItStarts(Refused):
    code = "invalid_dates"
    message = _("The rule would end before it starts.")

    def __init__(self) -> None:
        super().__init__(field="ends_at")


class InvalidLimit(Refused):
    code = "invalid_limit"
    message = _("Say how many times, from 1 to 1,000,000, and in which period.")


class InvalidCap(Refused):
    code = "invalid_cap"
    message = _("Say how many points, at least what the rule gives once, and in which period.")


class OnceAnyway(Refused):
    code = "once_anyway"
    message = _("This counts once for each customer, or once a year, as it is: it takes no limit.")


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """What a rule says. `amount_cents` is in the merchant's minor unit, and only for points per amount.

    It counts for what happens from `starts_at` until before `ends_at`, where all `conditions` are met, for one
    customer `limit_count` times and up to `cap_points` in their periods; `limit_days` is for a rolling one.
    """

    name: str
    value_type: ValueType
    points: int
    amount_cents: int | None = None
    has_whole_units: bool = False
    conditions: tuple[Condition, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    limit_count: int | None = None
    limit_period: str = ""
    limit_days: int | None = None
    cap_points: int | None = None
    cap_period: str = ""


@transaction.atomic
def create_rule(merchant: Merchant, *, action: str, terms: RuleTerms, by: User | None, at: datetime) -> Rule:
    """An active rule about one action of the catalogue. Refuses terms that make no sense, naming the `field`."""
    _check(terms, action)
    custom = CustomAction.objects.filter(token=action).first()
    rule = Rule.objects.create(merchant=merchant, action=action, custom_action=custom, created_at=at)
    _write_version(rule, terms, by=by, at=at)
    publish_ruleset(merchant, at=at)
    return rule


@transaction.atomic
def revise_rule(rule: Rule, *, terms: RuleTerms, by: User | None, at: datetime) -> RuleVersion:
    """A rule's next version; orders settled by an earlier one keep it. Refuses terms that make no sense."""
    _check(terms, rule.action)
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


def _check(terms: RuleTerms, action: str) -> None:
    if not 1 <= terms.points <= MOST_POINTS:
        raise RuleGivesNothing
    if terms.value_type == ValueType.PER_AMOUNT and not (terms.amount_cents and terms.amount_cents > 0):
        raise RuleNeedsAmount
    if terms.starts_at and terms.ends_at and terms.ends_at <= terms.starts_at:
        raise RuleEndsBeforeItStarts
    for condition in terms.conditions:
        condition.check()
        if not condition.fits(action):
            raise ConditionDoesNotFit(field=condition.code, label=str(condition.label))
    if not is_limitable(action):
        _check_unlimited(terms)
    _check_limit(terms)
    _check_cap(terms)


def _check_unlimited(terms: RuleTerms) -> None:
    if terms.limit_count is not None:
        raise OnceAnyway(field="limit_count")
    if terms.cap_points is not None:
        raise OnceAnyway(field="cap_points")


def _check_limit(terms: RuleTerms) -> None:
    if terms.limit_count is None:
        return
    if not 1 <= terms.limit_count <= MOST_TIMES:
        raise InvalidLimit(field="limit_count")
    if terms.limit_period not in Period.values:
        raise InvalidLimit(field="limit_period")
    if terms.limit_period == Period.ROLLING and not 1 <= (terms.limit_days or 0) <= LONGEST_DAYS:
        raise InvalidLimit(field="limit_days")


def _check_cap(terms: RuleTerms) -> None:
    if terms.cap_points is None:
        return
    least = terms.points if terms.value_type == ValueType.FIXED else 1
    if not least <= terms.cap_points <= MOST_POINTS:
        raise InvalidCap(field="cap_points")
    if terms.cap_period not in Period.values or terms.cap_period == Period.ROLLING:
        raise InvalidCap(field="cap_period")


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
        author=by,
        created_at=at,
    )
