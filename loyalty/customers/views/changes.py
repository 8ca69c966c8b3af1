"""What a team member does to a customer."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loyalty import flows
from loyalty.customers.forms import AdjustPointsForm, ReasonForm
from loyalty.customers.models import Customer
from loyalty.customers.views.detail import SUPPORTERS
from loyalty.errors import Refused
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@require_http_methods(["GET", "POST"])
@team_required(*SUPPORTERS)
def adjust_points(request: MerchantRequest, customer_id: int) -> HttpResponse:
    customer: Customer = get_object_or_404(Customer.objects.select_related("account"), pk=customer_id)
    form = AdjustPointsForm(request.POST or None)
    if form.is_valid():
        try:
            flows.points_adjusted(customer, by=request.user, at=now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("points", str(refusal))
        else:
            messages.success(request, _("Points adjusted."))
            return redirect("customers:detail", customer.pk)
    return render(request, "customers/adjust_points.html", {"customer": customer, "form": form})


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def exclude(request: MerchantRequest, customer_id: int) -> HttpResponse:
    texts = {
        "title": _("Exclude from the programme"),
        "consequence": _(
            "Excluded customers neither earn nor redeem. The balance stays, and nothing is made up for afterwards."
        ),
        "button": _("Exclude customer"),
        "look": "bad",
    }
    return _with_reason(request, customer_id, flows.customer_excluded, texts, done=_("Customer excluded."))


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def include(request: MerchantRequest, customer_id: int) -> HttpResponse:
    texts = {
        "title": _("Bring back into the programme"),
        "consequence": _(
            "The customer earns and redeems again from now on. What happened in between is not made up for."
        ),
        "button": _("Bring back"),
        "look": "main",
    }
    done = _("The customer is back in the programme.")
    return _with_reason(request, customer_id, flows.customer_included, texts, done=done)


def _with_reason(
    request: MerchantRequest,
    customer_id: int,
    change: Callable[..., object],
    texts: dict[str, str],
    *,
    done: str,
) -> HttpResponse:
    customer: Customer = get_object_or_404(Customer.objects.select_related("account"), pk=customer_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            change(customer, reason=form.cleaned_data["reason"], by=request.user, at=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("customers:detail", customer.pk)
    return render(request, "customers/give_reason.html", {"customer": customer, "form": form, **texts})
