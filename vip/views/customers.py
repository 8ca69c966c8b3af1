"""A customer's tier, set by hand."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.errors import Refused
from loyalty.team.models import Role
from loyalty.team.permissions import MerchantRequest, team_required
from vip.actions import DayIsOver
from vip.forms import SetTierForm
from vip.models import Tier
from vip.queries import standing_of
from vip.views.wording import keeping_text

SUPPORTERS = (Role.OWNER, Role.ADMIN, Role.SUPPORT)


@require_http_methods(["GET", "HEAD", "POST"])
@team_required(*SUPPORTERS)
def set_tier(request: MerchantRequest, customer_id: int) -> HttpResponse:
    customer = _customer_or_404(customer_id)
    standing = standing_of(customer, at=now())
    if standing is None:
        raise Http404
    form = SetTierForm(request.POST or None)
    form.fields["tier"].queryset = Tier.objects.filter(retired_at__isnull=True).order_by("-milestone")  # type: ignore[attr-defined]  # a model's choices
    today = now().astimezone(ZoneInfo(request.merchant.timezone)).date()
    form.fields["until"].widget.attrs["min"] = today.isoformat()
    if form.is_valid():
        try:
            flows.tier_set(customer, by=request.user, at=now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("until" if isinstance(refusal, DayIsOver) else None, str(refusal))
        else:
            messages.success(request, _("Tier set."))
            return redirect("customers:detail", customer.pk)
    context = {
        "customer": customer,
        "form": form,
        "standing": standing,
        "keeping": keeping_text(standing, request.merchant.currency),
    }
    return render(request, "vip/set_tier.html", context, status=422 if form.errors else 200)


@require_POST
@team_required(*SUPPORTERS)
def release(request: MerchantRequest, customer_id: int) -> HttpResponse:
    """The customer's tier follows what they earn again."""
    customer = _customer_or_404(customer_id)
    try:
        flows.tier_set(customer, None, until=None, reason="", by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The tier follows what the customer earns again."))
    return redirect("customers:detail", customer.pk)


def _customer_or_404(customer_id: int) -> Customer:
    customers = Customer.objects.select_related("merchant", "account")
    found: Customer = get_object_or_404(customers, pk=customer_id)
    return found
