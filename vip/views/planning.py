"""What becomes of terms that somebody wants: at once, or after they saw who would move."""

from contextlib import suppress

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.jobs.actions import NotDue, claim
from loyalty.jobs.tasks.slices import run_slice
from loyalty.team.permissions import MerchantRequest
from vip.actions import InvalidVip
from vip.models import VipChange
from vip.queries import terms_in_force
from vip.snapshots import VipTerms

# So many customers are worked out while somebody waits: a second at most.
FEW = 5000


def carry_out(request: MerchantRequest, wanted: VipTerms) -> HttpResponseRedirect:
    """Says so at once where nobody can move by it; else leads to the page that shows who would."""
    before = terms_in_force(request.merchant.pk)
    if before.moves_like(wanted.sorted()):
        flows.vip_changed(request.merchant, wanted, by=request.user, at=now())
        messages.success(request, _("Saved."))
        return redirect("vip:overview")
    change = flows.vip_change_planned(request.merchant, wanted, by=request.user, at=now())
    return work_on(change)


def work_on(change: VipChange) -> HttpResponseRedirect:
    """The page that shows the work, which a worker does, or this request if customers are few."""
    if change.job_id and Customer.objects.count() <= FEW:
        # Not due: a worker was faster.
        with suppress(NotDue):
            run_slice(claim(change.job_id))
    return redirect("vip:change", change.pk)


def show_refusal(form: Form, refusal: InvalidVip) -> None:
    """The sentence at its field, or on top where the form has no such field."""
    field = refusal.details["field"]
    form.add_error(field if field in form.fields else None, refusal.details["reason"])
