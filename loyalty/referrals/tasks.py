"""What workers do with invitations."""

from django.db import transaction
from django.utils.timezone import now

from loyalty.flows.referrals import referrals_ran_out
from loyalty.jobs.actions import Work, later
from loyalty.merchants.models import Merchant
from loyalty.referrals.queries import merchants_with_late_referrals


def begin_running_out(work: Work) -> None:
    """End invitations whose time is over. Each merchant has a job, so that none waits for another."""
    at = now()
    with transaction.atomic():
        for merchant_id in merchants_with_late_referrals(at=at):
            later("referrals.run_out", merchant_id=merchant_id, key=f"{at:%Y-%m-%dT%H:%M}")
        work.finish()


def run_out(work: Work) -> None:
    """End what is over by now; a job that was stopped goes on where it was."""
    merchant = Merchant.objects.get(pk=work.merchant_id or 0)
    while True:
        with transaction.atomic():
            ended = referrals_ran_out(merchant, at=now())
            if not ended:
                work.finish()
                return
            work.advance(done=work.done + ended)
