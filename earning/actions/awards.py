"""Awards that are not for orders, and the entries they post."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from earning.models import Activity, Award
from earning.snapshots import FrozenRule
from loyalty.customers.models import Customer
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
    awards = Award.objects.bulk_create(
        Award(
            merchant_id=customer.merchant_id,
            customer=customer,
            rule_id=rule.rule_id,
            rule_version_id=rule.version_id,
            activity=activity,
            unit=unit,
            points=points,
            occurred_at=at,
        )
        for rule, points, unit in gifts
    )
    post_many(
        [
            posting_of(award, gift.rule.name, kind=kind, points=award.points, at=at)
            for award, gift in zip(awards, gifts, strict=True)
        ],
        merchant_id=customer.merchant_id,
    )


def posting_of(award: Award, text: str, *, kind: Kind, points: int, at: datetime, step: int = 1) -> Posting:
    """The entry of one step of an award."""
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
