"""Awards that are not for orders, and the entries they post."""

from collections.abc import Mapping, Sequence
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
    """Awards and posts these gifts to a customer, for an activity that was known before or for joining."""
    if not gifts:
        return
    values = {
        "merchant_id": str(customer.merchant_id),
        "customer_id": str(customer.pk),
        "activity": str(activity.pk) if activity else None,
        "occurred_at": at,
        **values_of(gifts),
    }
    post_gifts(gifts, dict(execute_prepared(_INSERT, values)), customer=customer, kind=kind, at=at)


def post_gifts(
    gifts: Sequence[Gift], award_ids: Mapping[int, int], *, customer: Customer, kind: Kind, at: datetime
) -> None:
    """The entries of gifts whose awards, by rule, were written before."""
    post_many(
        [
            _posting(award_ids[rule.rule_id], customer.pk, rule.name, kind=kind, points=points, at=at)
            for rule, points, _unit in gifts
        ],
        merchant_id=customer.merchant_id,
    )


def values_of(gifts: Sequence[Gift]) -> dict[str, str]:
    """What `AWARDS` takes of these gifts."""
    columns = arrays_of((rule.rule_id, rule.version_id, points, unit) for rule, points, unit in gifts)
    return dict(zip(("rules", "versions", "points", "units"), columns or ["{}"] * 4, strict=True))


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


# Part of a statement that knows `merchant_id`, `customer_id`, `occurred_at` and the `values_of` gifts: an award for
# each of them, for the `activity`, which the clauses `of` may name. Not through the ORM, which takes longer to write it
# than the server takes to run it.
AWARDS = """
INSERT INTO earning_award (merchant_id, customer_id, rule_id, rule_version_id, activity_id, unit, points, forgiven,
    step, occurred_at)
SELECT %(merchant_id)s::bigint, %(customer_id)s::bigint, rule_id, version_id, {activity}, unit, points, 0, 1,
    %(occurred_at)s::timestamptz
FROM unnest(%(rules)s::bigint[], %(versions)s::bigint[], %(points)s::bigint[], %(units)s::text[])
    AS gift (rule_id, version_id, points, unit) {of}
RETURNING rule_id, id
"""
_INSERT = AWARDS.format(activity="%(activity)s::bigint", of="")
