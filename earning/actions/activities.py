"""Awards for what is not an order: joining, and activities that a customer did."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earning.catalogue import SIGN_UP
from earning.evaluation import refusal_of
from earning.models import Activity, Award, Refusal
from earning.queries import ruleset_at, ruleset_in_force
from earning.snapshots import FrozenRule, FrozenRuleset
from loyalty.customers.models import Customer, CustomerState
from loyalty.errors import Refused
from loyalty.points.actions import Posting, post_many
from loyalty.points.models import Kind


class DuplicateActivity(Refused):
    code = "duplicate_activity"
    message = gettext_lazy("This activity was received before.")


class ActivityIsTest(Refused):
    code = "test_activity"
    message = gettext_lazy("This was sent to try the connection; tests earn nothing.")


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """What a sender says happened. `distinct_id` is its own name for it: the same one twice is one activity.

    `is_test` is the sender's own mark on what did not really happen.
    """

    source: str
    token: str
    distinct_id: str
    happened_at: datetime
    is_test: bool = False


def award_sign_up(customer: Customer, *, created_at: datetime) -> list[int]:
    """The points of the sign-up rules in force when the account was made; the customers whose points moved.

    Each rule gives once for each customer, so the same account may be reported again. Guests and excluded
    customers get nothing, nor do accounts older than the programme (S19).
    """
    ruleset = ruleset_at(created_at, merchant_id=customer.merchant_id)
    if ruleset is None or refusal_of(CustomerState(customer.state)):
        return []
    already = set(customer.awards.filter(order=None, activity=None).values_list("rule_id", flat=True))
    rules = [rule for rule in ruleset.about(SIGN_UP.code) if rule.rule_id not in already]
    _award(rules, customer=customer, activity=None, kind=Kind.EARN_SIGNUP, at=created_at)
    return [customer.pk] if rules else []


def record_activity(customer: Customer, *, facts: ActivityFacts) -> Activity:
    """The activity and its award. Refused as `DuplicateActivity` if the sender said the same before, or as
    `ActivityIsTest`.

    A guest's or an excluded customer's activity is kept, with the reason why it gives nothing.
    """
    if facts.is_test:
        raise ActivityIsTest
    ruleset = ruleset_in_force(customer.merchant_id)
    refusal = refusal_of(CustomerState(customer.state))
    rules = [] if refusal else list(ruleset.about(facts.token))
    activity = _write(customer, facts, ruleset, rules, refusal)
    _award(rules, customer=customer, activity=activity, kind=Kind.EARN_ACTIVITY, at=facts.happened_at)
    return activity


@transaction.atomic
def revoke_activity(activity: Activity, *, at: datetime) -> None:
    """The activity no longer counts, and what it gave is taken back. A second call changes nothing."""
    locked = Activity.objects.select_for_update().get(pk=activity.pk)
    if locked.revoked_at is not None:
        return
    Activity.objects.filter(pk=locked.pk).update(revoked_at=at)
    awards = list(locked.awards.select_for_update().filter(points__gt=0))
    postings = [_reversal(award, at=at) for award in awards]
    locked.awards.filter(points__gt=0).update(points=0, step=2)
    post_many(postings, merchant_id=locked.merchant_id)


def _write(
    customer: Customer,
    facts: ActivityFacts,
    ruleset: FrozenRuleset,
    rules: list[FrozenRule],
    refusal: Refusal,
) -> Activity:
    explanation = {
        "refusal": refusal,
        "rules": [{"rule": rule.rule_id, "version": rule.number, "points": rule.points} for rule in rules],
    }
    try:
        with transaction.atomic():
            return Activity.objects.create(
                merchant_id=customer.merchant_id,
                customer=customer,
                token=facts.token,
                source=facts.source,
                distinct_id=facts.distinct_id,
                ruleset_id=ruleset.id,
                explanation=explanation,
                occurred_at=facts.happened_at,
            )
    except IntegrityError as error:
        raise DuplicateActivity from error


def _award(
    rules: list[FrozenRule], *, customer: Customer, activity: Activity | None, kind: Kind, at: datetime
) -> None:
    awards = Award.objects.bulk_create(
        Award(
            merchant_id=customer.merchant_id,
            customer=customer,
            rule_id=rule.rule_id,
            rule_version_id=rule.version_id,
            activity=activity,
            points=rule.points,
            occurred_at=at,
        )
        for rule in rules
    )
    post_many(
        [
            _posting(award, rule.name, kind=kind, points=award.points, at=at)
            for award, rule in zip(awards, rules, strict=True)
        ],
        merchant_id=customer.merchant_id,
    )


def _reversal(award: Award, *, at: datetime) -> Posting:
    return _posting(
        award, _("Activity revoked"), kind=Kind.REVERSE, points=-award.points, at=at, step=award.step + 1
    )


def _posting(award: Award, text: str, *, kind: Kind, points: int, at: datetime, step: int = 1) -> Posting:
    return Posting(
        customer_id=award.customer_id,
        key=f"award-{award.pk}-{step}",
        kind=kind,
        points=points,
        description=text,
        source="award",
        source_id=award.pk,
        occurred_at=at,
    )
