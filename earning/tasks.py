"""What workers do with pending points."""

from django.db import transaction
from django.utils.timezone import now

from earning.queries.held import merchants_with_due_points
from loyalty.flows.activations import points_activated
from loyalty.jobs.actions import Work, later
from loyalty.merchants.models import Merchant


def begin_activations(work: Work) -> None:
    """Have points made available wherever a holding period is over. Each merchant has a job: none waits for another."""
    at = now()
    with transaction.atomic():
        for merchant_id in merchants_with_due_points(at=at):
            later("earning.activate_points", merchant_id=merchant_id, key=f"{at:%Y-%m-%dT%H:%M}")
        work.finish()


def activate_points(work: Work) -> None:
    """Make available what is due by now; a job that was stopped goes on where it was."""
    merchant = Merchant.objects.get(pk=work.merchant_id or 0)
    while True:
        with transaction.atomic():
            activated = points_activated(merchant, at=now())
            if activated is None:
                work.finish()
                return
            work.advance(done=work.done + activated.awards)
