"""When a customer was born."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loyalty import flows
from loyalty.customers.forms import BirthdayForm
from loyalty.customers.models import Customer
from loyalty.customers.views.detail import SUPPORTERS
from loyalty.customers.views.wording import next_celebration_text
from loyalty.errors import Refused
from loyalty.team.permissions import MerchantRequest, team_required


@require_http_methods(["GET", "POST"])
@team_required(*SUPPORTERS)
def set_birthday(request: MerchantRequest, customer_id: int) -> HttpResponse:
    customer: Customer = get_object_or_404(Customer.objects.select_related("merchant"), pk=customer_id)
    form = BirthdayForm(request.POST or None, initial=BirthdayForm.first(customer.birthday))
    if "remove" in request.POST:
        flows.birthday_set(customer, birthday=None, by=request.user, at=now())
        messages.success(request, _("Birthday removed."))
        return redirect("customers:detail", customer.pk)
    if form.is_valid():
        try:
            flows.birthday_set(customer, birthday=form.birthday, by=request.user, at=now())
        except Refused as refusal:
            form.add_error("year", str(refusal))
        else:
            customer.refresh_from_db()
            day = next_celebration_text(customer)
            messages.success(request, _("Birthday saved. It counts from %(day)s on.") % {"day": day})
            return redirect("customers:detail", customer.pk)
    return render(request, "customers/set_birthday.html", {"customer": customer, "form": form})
