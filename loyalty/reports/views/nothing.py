"""Program → Activity → what was considered and gave nothing."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from earning.queries.catalogue import names_of
from loyalty.reports.queries import idle_activities, idle_orders, reasons_of
from loyalty.team.permissions import MerchantRequest, team_required
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, headings

COLUMNS = (Column(_("What")), Column(_("Why")), Column(_("When"), is_wide=True))


@require_safe
@team_required()
def nothing(request: MerchantRequest) -> HttpResponse:
    """Activities or orders without points, each with the way to its reason."""
    search = request.GET.get("q", "").strip()
    is_about_orders = request.GET.get("view") == "orders"
    shown = _orders if is_about_orders else _activities
    context = {
        "headings": headings(COLUMNS),
        "search": search,
        "is_about_orders": is_about_orders,
        **shown(request.merchant.pk, search=search, cursor=request.GET.get("cursor")),
    }
    return render(request, "reports/nothing.html", context)


def _activities(merchant_id: int, *, search: str, cursor: str | None) -> dict[str, Any]:
    found = idle_activities(merchant_id, search=search)
    page = page_of(found, order=("-occurred_at",), cursor=cursor)
    names = names_of(activity.token for activity in page.rows)
    return {"page": page, "activities": [(activity, names[activity.token]) for activity in page.rows]}


def _orders(merchant_id: int, *, search: str, cursor: str | None) -> dict[str, Any]:
    page = page_of(idle_orders(merchant_id, search=search), order=("-placed_at",), cursor=cursor)
    reasons = reasons_of([order.pk for order in page.rows])
    return {"page": page, "orders": [(order, reasons[order.pk]) for order in page.rows]}
