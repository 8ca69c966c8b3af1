"""One customer: what they have, what happened, who they are."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from earning.explanation import explain
from earning.models import Activity
from earning.queries.catalogue import names_of
from earning.queries.held import held_points
from loyalty.audit.models import AuditEvent
from loyalty.audit.queries import last_event
from loyalty.customers.models import Customer, CustomerState
from loyalty.customers.views.wording import (
    birthday_text,
    expiring_lines,
    language_name,
    next_celebration_text,
)
from loyalty.points.queries import history
from loyalty.referrals.views.cards import invitation_card
from loyalty.team.models import Role
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.formats import format_day
from loyalty.ui.pages import page_of
from vip.views.cards import vip_card

SUPPORTERS = (Role.OWNER, Role.ADMIN, Role.SUPPORT)
PAGE_SIZE = 25
SHOWN_ORDERS = 5
SHOWN_COUPONS = 5
SHOWN_NOTES = 20


@require_safe
@team_required()
def detail(request: MerchantRequest, customer_id: int) -> HttpResponse:
    customers = Customer.objects.select_related("account", "merchant")
    customer: Customer = get_object_or_404(customers, pk=customer_id)
    if customer.merged_into_id:
        return redirect("customers:detail", customer.merged_into_id)
    if customer.erased_at:
        return render(request, "customers/gone.html", {"customer": customer})
    page = page_of(history(customer), order=("-pk",), cursor=request.GET.get("cursor"), size=PAGE_SIZE)
    explanations = explain(page.rows)
    context = {
        "customer": customer,
        "page": page,
        "lines": [(transaction, explanations.get(transaction.pk)) for transaction in page.rows],
        "birthday": birthday_text(customer),
        "next_celebration": next_celebration_text(customer),
        "held": [
            (format_day(localtime(one.available_at).date()), one.points) for one in held_points(customer)
        ],
        "expiring": expiring_lines(customer),
        "spoken_language": language_name(customer.language),
        "tags": customer.tags.order_by("tag"),
        "vip": vip_card(customer, at=now()),
        "identities": customer.identities.order_by("source", "external_id"),
        "orders": customer.orders.order_by("-placed_at", "-pk")[:SHOWN_ORDERS],
        "activities": _activities(customer),
        "coupons": customer.coupons.order_by("-issued_at", "-pk")[:SHOWN_COUPONS],
        "invitations": invitation_card(customer, request),
        "notes": customer.notes.select_related("author").order_by("-pk")[:SHOWN_NOTES],
        "other_addresses": [one.email for one in customer.merged.order_by("pk") if one.email],
        "exclusion": _exclusion(customer),
        "may_change": request.role in SUPPORTERS,
        "may_switch": request.role in CHANGERS,
    }
    return render(request, "customers/detail.html", context)


def _activities(customer: Customer) -> list[tuple[Activity, StrOrPromise]]:
    """The last ones, each by what people call it."""
    last = list(customer.activities.order_by("-pk")[:SHOWN_ORDERS])
    names = names_of(activity.token for activity in last)
    return [(activity, names[activity.token]) for activity in last]


def _exclusion(customer: Customer) -> AuditEvent | None:
    """Who took the customer out of the programme, when and why."""
    if customer.state != CustomerState.DISABLED:
        return None
    return last_event("customer.excluded", subject="customer", subject_id=customer.pk)
