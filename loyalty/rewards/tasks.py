"""What workers do about coupons whose time is over."""

from django.db import transaction
from django.utils.timezone import now

from loyalty.flows.redemptions import coupons_expired
from loyalty.jobs.actions import Work, later
from loyalty.merchants.models import Merchant
from loyalty.rewards.queries import merchants_due


def begin_expiry(work: Work) -> None:
    """Have the coupons expired of every merchant that has any due, each in a job of its own."""
    at = now()
    with transaction.atomic():
        for merchant_id in merchants_due(at=at):
            later("rewards.expire_coupons", merchant_id=merchant_id, key=at.isoformat(timespec="minutes"))
        work.finish()


def expire_coupons(work: Work) -> None:
    """Expire what is due, a batch at a time; a job that was stopped goes on where it was."""
    merchant = Merchant.objects.get(pk=work.merchant_id or 0)
    while True:
        with transaction.atomic():
            gone = coupons_expired(merchant, at=now())
            if not gone:
                work.finish()
                return
            work.advance(done=work.done + gone)
