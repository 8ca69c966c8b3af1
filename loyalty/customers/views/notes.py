"""Notes about a customer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loyalty.customers.actions import notes
from loyalty.customers.models import Customer
from loyalty.customers.views.detail import SUPPORTERS
from loyalty.errors import Refused
from loyalty.team.permissions import MerchantRequest, team_required


@require_POST
@team_required(*SUPPORTERS)
def add_note(request: MerchantRequest, customer_id: int) -> HttpResponse:
    customer: Customer = get_object_or_404(Customer.objects.present(), pk=customer_id)
    try:
        notes.add_note(customer, text=request.POST.get("text", ""), by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Note added."))
    return redirect("customers:detail", customer.pk)
