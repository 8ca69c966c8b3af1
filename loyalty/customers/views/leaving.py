"""What is known of a customer, as a file; and forgetting it."""

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from loyalty import flows
from loyalty.customers.forms import EraseForm
from loyalty.customers.models import Customer
from loyalty.errors import Refused
from loyalty.flows.personal_data import personal_data_of
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@require_safe
@team_required(*CHANGERS)
def personal_data(_request: MerchantRequest, customer_id: int) -> HttpResponse:
    """All that is known of the customer, as JSON."""
    customer: Customer = get_object_or_404(Customer.objects.select_related("account"), pk=customer_id)
    answer = JsonResponse(
        dict(personal_data_of(customer)),
        encoder=DjangoJSONEncoder,
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )
    answer["Content-Disposition"] = f'attachment; filename="customer-{customer.pk}.json"'
    return answer


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def erase(request: MerchantRequest, customer_id: int) -> HttpResponse:
    """Forgetting a customer; what is lost with them is said first."""
    customers = Customer.objects.present().select_related("merchant", "account")
    customer: Customer = get_object_or_404(customers, pk=customer_id)
    form = EraseForm(request.POST or None, word=customer.email or str(customer.pk))
    if form.is_valid():
        try:
            flows.customer_erased(customer, by=request.user, at=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The customer was erased."))
            return redirect("customers:list")
    context = {"customer": customer, "form": form, "loss": flows.loss_of(customer)}
    return render(request, "customers/erase.html", context)
