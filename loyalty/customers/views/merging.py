"""Two customers who are one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.customers.queries import matching
from loyalty.customers.queries.duplicates import MOST_GROUPS, suspected_duplicates
from loyalty.errors import Refused
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.tables import Column, headings

SHOWN = 10
DUPLICATES = (
    Column(gettext_lazy("Customer")),
    Column(gettext_lazy("Status"), is_wide=True),
    Column(gettext_lazy("Balance"), is_number=True),
    Column(gettext_lazy("Merge"), is_hidden=True),
)
TOGETHER = (
    Column(gettext_lazy("What they have"), is_hidden=True),
    Column(gettext_lazy("Stays"), is_number=True),
    Column(gettext_lazy("Joins it"), is_number=True),
    Column(gettext_lazy("Together"), is_number=True),
)


@require_safe
@team_required()
def duplicates(request: MerchantRequest) -> HttpResponse:
    """Customers who may be one, with a way to merge them."""
    found = suspected_duplicates(request.merchant.pk)
    context = {
        "groups": found,
        "may_change": request.role in CHANGERS,
        "headings": headings(DUPLICATES),
        "is_cut": len(found) == MOST_GROUPS,
    }
    return render(request, "customers/duplicates.html", context)


@require_http_methods(["GET", "POST"])
@team_required(*CHANGERS)
def merge(request: MerchantRequest, customer_id: int) -> HttpResponse:
    """Whom to merge into this customer, then what that does, then doing it."""
    customer: Customer = get_object_or_404(Customer.objects.present(), pk=customer_id)
    asked = request.POST.get("other") or request.GET.get("other", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return _search(request, customer)
    other: Customer = get_object_or_404(Customer.objects.present(), pk=int(asked))
    refusal = ""
    if request.method == "POST":
        try:
            flows.customers_merged(other, into=customer, by=request.user, at=now())
        except Refused as error:
            refusal = str(error)
        else:
            messages.success(request, _("The two customers are one."))
            return redirect("customers:detail", customer.pk)
    stays, goes = flows.side_of(customer), flows.side_of(other)
    context = {
        "customer": customer,
        "other": other,
        "lines": _together(stays, goes),
        "headings": headings(TOGETHER),
        "refusal": refusal,
    }
    return render(request, "customers/merge.html", context, status=422 if refusal else 200)


def _search(request: MerchantRequest, customer: Customer) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    others = Customer.objects.present().exclude(pk=customer.pk).select_related("account")
    found = list(matching(others, text).order_by("pk")[:SHOWN]) if text else []
    context = {"customer": customer, "search": text, "found": found}
    return render(request, "customers/merge_search.html", context)


def _together(stays: flows.Side, goes: flows.Side) -> list[tuple[str, int, int, int]]:
    """What each of the two has, and both together."""
    labels = {
        "balance": _("Balance"),
        "pending": _("Pending"),
        "lifetime": _("Lifetime points"),
        "orders": _("Orders"),
        "coupons": _("Open coupons"),
    }
    return [
        (label, getattr(stays, name), getattr(goes, name), getattr(stays, name) + getattr(goes, name))
        for name, label in labels.items()
    ]
