"""Activities: what a customer did that is not an order."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earning.actions.awards import AWARDS, Gift, award_gifts, post_gifts, posting_of, values_of
from earning.catalogue import BY_CODE
from earning.evaluation import ActivityEvaluation
from earning.models import Activity, ActivityRefusal, Award
from earning.queries import decide_activity, ruleset_in_force, rulesets
from earning.snapshots import ActivityFacts, FrozenRuleset
from loyalty.customers.models import Customer
from loyalty.database.statements import execute_prepared
from loyalty.database.transactions import HeldByAnother
from loyalty.errors import Refused
from loyalty.merchants.models import RefundNegative
from loyalty.outbox.actions import TELL_OF_CUSTOMERS, announce_customers
from loyalty.points.actions import Posting, expire_for, lock_balances, post_many
from loyalty.points.models import Kind
from loyalty.points.queries import NO_LOTS, OwnLots, lots_of

# Clocks of senders go wrong by minutes.
TOLERANCE = timedelta(minutes=10)
MOST_BACK = 10**18
# What a sender may say again with more about it; whatever else was refused stays so.
CURABLE = (ActivityRefusal.PURCHASE_REQUIRED, ActivityRefusal.REVIEW_TOO_SHORT)


class DuplicateActivity(Refused):
    code = "duplicate_activity"
    message = gettext_lazy("This activity was received before.")


class ActivityIsTest(Refused):
    code = "test_activity"
    message = gettext_lazy("This was sent to try the connection; tests earn nothing.")


class ActivityInFuture(Refused):
    code = "future_activity"
    message = gettext_lazy("This activity has not happened yet.")


class UnknownActivity(Refused):
    code = "unknown_activity"
    message = gettext_lazy("“%(token)s” cannot be reported: it is counted as it happens.")


@transaction.atomic(savepoint=False)
def record_activity(
    customer: Customer,
    *,
    facts: ActivityFacts,
    at: datetime,
    is_seen_here: bool = False,
    ruleset: FrozenRuleset | None = None,
) -> Activity:
    """The activity and its award, by the rules in force, if the caller has not read them; `refusal` says why it earned
    nothing. The outside is told.

    Refused as `DuplicateActivity` if the sender said the same before, unless that was refused for something that
    the sender can cure; as `ActivityIsTest`; as `ActivityInFuture`; and as `UnknownActivity` for what the programme
    sees by itself, such as orders, unless it `is_seen_here`.
    """
    if not is_seen_here and facts.token in BY_CODE and not BY_CODE[facts.token].is_reported:
        raise UnknownActivity(token=facts.token)
    if facts.is_test:
        raise ActivityIsTest
    if facts.happened_at > at + TOLERANCE:
        raise ActivityInFuture
    ruleset = ruleset or ruleset_in_force(customer.merchant_id)
    evaluation = decide_activity(customer, facts, ruleset)
    gifts = [
        Gift(rule, evaluation.points[rule.rule_id], rule.unit_of(facts))
        for rule in ruleset.about(facts.token)
        if rule.rule_id in evaluation.points
    ]
    return _write(customer, facts, ruleset, evaluation, gifts, at=at)


@transaction.atomic
def revoke_activity(activity: Activity, *, at: datetime) -> None:
    """The activity no longer counts, and what it gave is taken back. A second call changes nothing.

    Raises `HeldByAnother` where the customer is merged at the same moment.
    """
    # The account first, as whoever records an activity does.
    whose = Activity.objects.values_list("customer_id", flat=True).get(pk=activity.pk)
    lock_balances([whose], merchant_id=activity.merchant_id)
    locked = Activity.objects.select_for_update().get(pk=activity.pk)
    if locked.customer_id != whose:
        # Merged meanwhile: what has to be locked first is another account.
        raise HeldByAnother
    if locked.revoked_at is not None:
        return
    Activity.objects.filter(pk=locked.pk).update(revoked_at=at)
    awards = list(locked.awards.select_for_update().filter(points__gt=0))
    left, lots = _left_to_take(locked, awards, at=at) if awards else (0, {})
    postings = []
    for award in awards:
        own = lots.get(award.pk, NO_LOTS)
        taken = min(award.points, left + own.gone)
        left += own.moves(-taken)
        award.points = award.forgiven = award.points - taken
        award.step += 1
        if taken:
            postings.append(_reversal(award, taken, at=at))
    Award.objects.bulk_update(awards, ["points", "forgiven", "step"])
    post_many(postings, merchant_id=locked.merchant_id)


def _left_to_take(
    activity: Activity, awards: Sequence[Award], *, at: datetime
) -> tuple[int, dict[int, OwnLots]]:
    """How many points may be taken from the balance at most (S6), and what the lots of these awards hold.

    The customer's account is locked.
    """
    people, merchant_id = [activity.customer_id], activity.merchant_id
    lots: dict[int, OwnLots] = {}
    lock_balances(people, merchant_id=merchant_id)
    if expire_for(people, merchant_id=merchant_id, at=at):
        names = [(activity.customer_id, award.pk) for award in awards]
        lots = lots_of(names, source="award", merchant_id=merchant_id)
    balances = lock_balances(people, merchant_id=merchant_id)
    settings = rulesets([activity.ruleset_id], merchant_id=activity.merchant_id)[activity.ruleset_id].settings
    is_clamped = settings.refund_negative == RefundNegative.CLAMP
    return max(0, balances[activity.customer_id]) if is_clamped else MOST_BACK, lots


def _reversal(award: Award, taken: int, *, at: datetime) -> Posting:
    text = _("Activity revoked")
    return posting_of(award, text, kind=Kind.REVERSE, points=-taken, at=at, step=award.step)


def _write(
    customer: Customer,
    facts: ActivityFacts,
    ruleset: FrozenRuleset,
    evaluation: ActivityEvaluation,
    gifts: Sequence[Gift],
    *,
    at: datetime,
) -> Activity:
    name = {"source": facts.source, "token": facts.token, "distinct_id": facts.distinct_id}
    said = {
        "order_name": facts.order_name,
        "product": facts.product,
        "ruleset_id": ruleset.id,
        "refusal": evaluation.refusal.value,
        "explanation": evaluation.explanation,
        "occurred_at": facts.happened_at,
    }
    whose = {"merchant_id": customer.merchant_id, "customer_id": customer.pk}
    values = {**whose, **name, **said, "revoked_at": None, "created_at": at}
    number, award_ids = _insert(values, gifts)
    kind, moment = Kind.EARN_ACTIVITY, facts.happened_at
    if number is None:
        activity = _cured(customer, name, said)
        announce_customers([customer.pk], merchant_id=customer.merchant_id, at=at)
        award_gifts(gifts, customer=customer, activity=activity, kind=kind, at=moment)
        return activity
    post_gifts(gifts, award_ids, customer=customer, kind=kind, at=moment)
    return _as_stored({"id": number, **values}, customer)


def _cured(customer: Customer, name: Mapping[str, str], said: Mapping[str, Any]) -> Activity:
    # Lock what was said before: two who cure it at once must not both be given its points.
    earlier = Activity.objects.select_for_update().get(**name)
    if earlier.refusal not in CURABLE or earlier.customer_id != customer.pk:
        raise DuplicateActivity
    Activity.objects.filter(pk=earlier.pk).update(**said)
    earlier.refresh_from_db()
    return earlier


def _insert(values: Mapping[str, Any], gifts: Sequence[Gift]) -> tuple[int | None, dict[int, int]]:
    """The id of the new row, and by rule those of its awards; None if the sender said the same before."""
    numbers = {name: str(values[name]) for name in ("merchant_id", "customer_id", "ruleset_id")}
    said = {**values, **numbers, "explanation": json.dumps(values["explanation"]), "at": values["created_at"]}
    rows = execute_prepared(INSERT, {**said, **values_of(gifts)})
    return rows[0][0] if rows else None, {rule_id: award_id for _id, rule_id, award_id in rows}


def _as_stored(values: Mapping[str, Any], customer: Customer) -> Activity:
    activity: Activity = Activity.from_db(DEFAULT_DB_ALIAS, list(values), list(values.values()))
    activity.customer = customer
    return activity


# Not through the ORM, which would need a savepoint around it to survive what was said before.
INSERT = f"""
WITH said AS (
    INSERT INTO earning_activity (merchant_id, customer_id, source, token, distinct_id, order_name, product, ruleset_id,
        refusal, explanation, occurred_at, created_at)
    VALUES (%(merchant_id)s::bigint, %(customer_id)s::bigint, %(source)s::text, %(token)s::text,
        %(distinct_id)s::text, %(order_name)s::text, %(product)s::text, %(ruleset_id)s::bigint, %(refusal)s::text,
        %(explanation)s::jsonb, %(occurred_at)s::timestamptz, %(created_at)s::timestamptz)
    ON CONFLICT (merchant_id, source, token, distinct_id) DO NOTHING
    RETURNING id, merchant_id, customer_id
), awarded AS (
    {AWARDS.format(activity="said.id", of="CROSS JOIN said")}
), told AS (
    {TELL_OF_CUSTOMERS.format(customers="said")}
)
SELECT said.id, awarded.rule_id, awarded.id FROM said LEFT JOIN awarded ON true
"""
