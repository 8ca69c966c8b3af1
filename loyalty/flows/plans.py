"""A merchant changes plans."""

from datetime import datetime

from django.db import transaction

from loyalty.audit.actions import record
from loyalty.merchants.actions import change_plan
from loyalty.merchants.models import Merchant, Plan
from loyalty.team.models import User


@transaction.atomic
def plan_changed(merchant: Merchant, plan: Plan, *, by: User | None, at: datetime) -> None:
    """The plan counts at once. One that the merchant is on already changes nothing."""
    before = change_plan(merchant, plan)
    if before != plan:
        record(
            "plan.changed",
            subject="plan",
            subject_id=merchant.pk,
            merchant_id=merchant.pk,
            actor=by,
            at=at,
            before={"plan": before},
            after={"plan": plan},
        )
