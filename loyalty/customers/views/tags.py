"""What a customer is sorted by."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loyalty import flows
from loyalty.customers.forms import TagsForm
from loyalty.customers.models import Customer
from loyalty.customers.queries import tags_in_use
from loyalty.customers.views.detail import SUPPORTERS
from loyalty.errors import Refused
from loyalty.team.permissions import MerchantRequest, team_required


@require_http_methods(["GET", "POST"])
@team_required(*SUPPORTERS)
def set_tags(request: MerchantRequest, customer_id: int) -> HttpResponse:
    customer: Customer = get_object_or_404(Customer, pk=customer_id)
    tags = customer.tags.order_by("tag").values_list("tag", flat=True)
    form = TagsForm(request.POST or None, initial={"tags": ", ".join(tags)})
    if form.is_valid():
        try:
            flows.customer_tagged(customer, tags=form.cleaned_data["tags"], by=request.user, at=now())
        except Refused as refusal:
            form.add_error("tags", str(refusal))
        else:
            messages.success(request, _("Tags saved."))
            return redirect("customers:detail", customer.pk)
    context = {"customer": customer, "form": form, "in_use": tags_in_use(customer.merchant_id)}
    return render(request, "customers/set_tags.html", context)
