"""What workers do on customers' birthdays."""

from django.db import transaction
from django.utils.timezone import now

from earning.queries.birthdays import birthdays_due
from loyalty.flows.birthdays import birthdays_kept
from loyalty.jobs.actions import Work, later
from loyalty.merchants.models import Merchant


def begin_birthdays(work: Work) -> None:
    """Have the birthdays kept of every merchant whose day has begun. Each has a job, so that none waits for another."""
    with transaction.atomic():
        for merchant_id, day in birthdays_due(at=now()):
            later("customers.keep_birthdays", merchant_id=merchant_id, key=day.isoformat())
        work.finish()


def keep_birthdays(work: Work) -> None:
    """Give the points of all days that have begun; a job that was stopped goes on where it was."""
    merchant = Merchant.objects.get(pk=work.merchant_id or 0)
    while True:
        with transaction.atomic():
            kept = birthdays_kept(merchant, at=now())
            if kept is None:
                work.finish()
                return
            work.advance(done=work.done + kept.celebrants, checkpoint={"day": kept.day.isoformat()})
