"""What workers do for VIP tiers."""

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.database.transactions import wait_for_earlier_transactions
from loyalty.jobs.actions import TryLater, Work, later
from loyalty.merchants.models import Merchant
from vip.models import VipChange, VipPhase
from vip.queries import merchants_due

# Seconds.
PATIENCE = 10


def begin_keeping(work: Work) -> None:
    """Have tiers looked at wherever one ended: each merchant by a job of its own, so that none waits for another."""
    with transaction.atomic():
        for merchant_id, today in merchants_due(at=now()):
            later("vip.keep_tiers", merchant_id=merchant_id, key=today.isoformat())
        work.finish()


def keep_tiers(work: Work) -> None:
    """Take the tiers that ended by themselves; a job that was stopped goes on where it was."""
    merchant = Merchant.objects.get(pk=work.merchant_id or 0)
    while True:
        with transaction.atomic():
            looked_at = flows.tiers_kept(merchant, at=now())
            if not looked_at:
                work.finish()
                return
            work.advance(done=work.done + looked_at)


def check_change(work: Work) -> None:
    """Work out who would move by a change."""
    change = _change_of(work)
    total = Customer.objects.count()
    while change.phase == VipPhase.CHECKING:
        with transaction.atomic():
            looked_at = flows.vip_change_checked(change, at=now())
            if looked_at:
                work.advance(done=work.done + looked_at, total=total, checkpoint={"after": change.after_id})
            else:
                work.finish()


def apply_change(work: Work) -> None:
    """Bring all customers to the tiers of a change that was confirmed.

    Begins once everybody who may go by the programme of before is done. Afterwards an order and this wait for each
    other at the customer's account, and both go by what was confirmed.
    """
    change = _change_of(work)
    if not change.after_id and not wait_for_earlier_transactions(seconds=PATIENCE):
        raise TryLater(_("Waiting for work that began before the change."))
    total = Customer.objects.count()
    while change.phase == VipPhase.APPLYING:
        with transaction.atomic():
            looked_at = flows.vip_change_applied(change, at=now())
            if looked_at:
                work.advance(done=work.done + looked_at, total=total, checkpoint={"after": change.after_id})
            else:
                work.finish()


def _change_of(work: Work) -> VipChange:
    change: VipChange = VipChange.objects.select_related("merchant").get(pk=work.args["change_id"])
    return change
