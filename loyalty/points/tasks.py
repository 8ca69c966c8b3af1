"""What workers do as points grow old."""

from django.db import transaction
from django.utils.timezone import now

from loyalty.flows.expiry import expiry_warned, points_expired
from loyalty.jobs.actions import Work, later
from loyalty.merchants.models import Merchant
from loyalty.points.queries.expiry import days_begun


def begin_point_expiry(work: Work) -> None:
    """Have points expire wherever a day has begun on which that was not done. Each merchant has a job a day."""
    with transaction.atomic():
        for merchant_id, day in days_begun(kind="points.expire", at=now()):
            later("points.expire", merchant_id=merchant_id, key=day.isoformat())
        work.finish()


def expire_points(work: Work) -> None:
    """Take what is over and warn of what will be; a job that was stopped goes on with what is left."""
    merchant = Merchant.objects.get(pk=work.merchant_id or 0)
    for step in (points_expired, expiry_warned):
        found = 1
        while found:
            with transaction.atomic():
                found = step(merchant, at=now())
                work.advance(done=work.done + found)
    with transaction.atomic():
        work.finish()
