"""Awards that are not for orders, and the entries they post."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from earning.models import Activity, Award
from earning.snapshots import FrozenRule
from loyalty.customers.models import Customer
from loyalty.database.arrays import arrays_of
from loyalty.database.statements import execute_prepared
from loyalty.points.actions import Posting, post_many
from loyalty.points.models import Kind


class Gift(NamedTuple):
    """What a rule gives; if there is a `unit`, it gives once for that."""

    rule: FrozenRule
    points: int
    unit: str = ""


def award_gifts(
    gifts: Sequence[Gift], *, customer: Customer, activity: Activity | None, kind: Kind, at: datetime
) -> None:
    """Awards and posts these gifts to a customer, for an activity or for joining."""
    if not gifts:
        return
    award_ids = _insert(gifts, customer=customer, activity=activity, at=at)
    post_many(
        [
            _posting(award_ids[rule.rule_id], customer.pk, rule.name, kind=kind, points=points, at=at)
            for rule, points, _unit in gifts
        ],
        merchant_id=customer.merchant_id,
    )


def _insert(
    gifts: Sequence[Gift], *, customer: Customer, activity: Activity | None, at: datetime
) -> dict[int, int]:
    """The id of each new award, by its rule's."""
    rules, versions, points, units = arrays_of(
        (rule.rule_id, rule.version_id, points, unit) for rule, points, unit in gifts
    )
    values = {
        "merchant": str(customer.merchant_id),
        "customer": str(customer.pk),
        "activity": str(activity.pk) if activity else None,
        "rules": rules,
        "versions": versions,
        "points": points,
        "units": units,
        "at": at,
    }
    return dict(execute_prepared(_INSERT, values))


def posting_of(award: Award, text: str, *, kind: Kind, points: int, at: datetime, step: int = 1) -> Posting:
    """The entry of one step of an award."""
    return _posting(award.pk, award.customer_id, text, kind=kind, points=points, at=at, step=step)


def _posting(
    award_id: int, customer_id: int, text: str, *, kind: Kind, points: int, at: datetime, step: int = 1
) -> Posting:
    return Posting(
        customer_id=customer_id,
        key=f"award-{award_id}-{step}",
        kind=kind,
        points=points,
        description=text,
        source="award",
        source_id=award_id,
        occurred_at=at,
    )


# Not through the ORM, which takes longer to write the statement than the server takes to run it.
_INSERT = """
INSERT INTO earning_award (merchant_id, customer_id, rule_id, rule_version_id, activity_id, unit, points, forgiven,
    step, occurred_at)
SELECT %(merchant)s::bigint, %(customer)s::bigint, rule_id, version_id, %(activity)s::bigint, unit, points, 0, 1,
    %(at)s::timestamptz
FROM unnest(%(rules)s::bigint[], %(versions)s::bigint[], %(points)s::bigint[], %(units)s::text[])
    AS gift (rule_id, version_id, points, unit)
RETURNING rule_id, id
"""
