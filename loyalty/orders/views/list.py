"""The list of orders."""

from dataclasses import dataclass

from django.db.models import QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from earning.models import Award
from loyalty.orders.arithmetic import net_goods, net_lines
from loyalty.orders.models import Order, OrderState
from loyalty.orders.queries import named, see_orders
from loyalty.team.permissions import MerchantRequest, team_required
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, chosen_sort, headings

COLUMNS = (
    Column(_("Order"), sort="placed", is_descending_first=True),
    Column(_("Customer"), is_wide=True),
    Column(_("Status"), is_wide=True),
    Column(_("Goods"), is_number=True, is_wide=True),
    Column(_("Points"), is_number=True),
)
VIEWS = (
    ("", _("All")),
    (OrderState.PAID.value, pgettext_lazy("several orders", "Paid")),
    (OrderState.OPEN.value, pgettext_lazy("several orders", "Open")),
    (OrderState.CANCELLED.value, pgettext_lazy("several orders", "Cancelled")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One order as the list shows it. `left_cents` is what is left of its goods, where something came back."""

    order: Order
    left_cents: int | None
    points: int


@require_safe
@team_required()
def list_orders(request: MerchantRequest) -> HttpResponse:
    sort = chosen_sort(COLUMNS, request.GET.get("sort", ""), default="-placed")
    order = ("-placed_at", "-pk") if sort.startswith("-") else ("placed_at", "pk")
    page = page_of(_asked_for(request), order=order, cursor=request.GET.get("cursor"))
    order_ids = [order.pk for order in page.rows]
    left, earned = _left(order_ids, merchant_id=request.merchant.pk), _earned(order_ids)
    context = {
        "page": page,
        "lines": [Line(order, left.get(order.pk), earned.get(order.pk, 0)) for order in page.rows],
        "headings": headings(COLUMNS, sort=sort),
        "views": VIEWS,
        "view": request.GET.get("view", ""),
        "search": request.GET.get("q", ""),
    }
    return render(request, "orders/list.html", context)


def _asked_for(request: MerchantRequest) -> "QuerySet[Order]":
    orders: QuerySet[Order] = Order.objects.filter(is_withdrawn=False).select_related("customer")
    if request.GET.get("view") in OrderState.values:
        orders = orders.filter(state=request.GET["view"])
    return named(orders, request.GET.get("q", ""))


def _left(order_ids: list[int], *, merchant_id: int) -> dict[int, int]:
    return {
        seen.id: sum(net_lines(seen)) if seen.lines else net_goods(seen)
        for seen in see_orders(order_ids, merchant_id=merchant_id)
        if seen.refunds
    }


def _earned(order_ids: list[int]) -> dict[int, int]:
    sums = Award.objects.filter(order__in=order_ids).values("order").annotate(given=Sum("points"))
    return {line["order"]: line["given"] for line in sums}
