"""One order: what was sold, what came back, what it earned and why."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earning.explanation import accounts_of_awards, considered_for_order, why_nothing
from earning.models import Award, Settlement
from loyalty.orders.arithmetic import net_lines, paid_lines
from loyalty.orders.models import Order
from loyalty.orders.queries import see_orders
from loyalty.orders.snapshots import LineFacts, SeenOrder
from loyalty.team.permissions import MerchantRequest, team_required


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to the order."""

    title: str
    at: datetime
    icon: str
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with what was paid for it and what is left of that."""

    line: LineFacts
    paid_cents: int
    net_cents: int


@require_safe
@team_required()
def detail(request: MerchantRequest, order_id: int) -> HttpResponse:
    order: Order = get_object_or_404(Order.objects.select_related("customer"), pk=order_id)
    [seen] = see_orders([order.pk], merchant_id=request.merchant.pk)
    settlement = Settlement.objects.filter(order=order).select_related("ruleset").first()
    award_ids = list(Award.objects.filter(order=order).order_by("pk").values_list("pk", flat=True))
    accounts = accounts_of_awards(
        award_ids, merchant_id=request.merchant.pk, currency=request.merchant.currency
    )
    context = {
        "order": order,
        "lines": _lines(seen),
        "moments": _moments(order, seen),
        "awards": [accounts[pk] for pk in award_ids],
        "considered": considered_for_order(settlement) if settlement else (),
        "nothing_because": why_nothing(seen, settlement),
    }
    return render(request, "orders/detail.html", context)


def _lines(seen: SeenOrder) -> list[ShownLine]:
    rows = zip(seen.lines, paid_lines(seen), net_lines(seen), strict=True)
    return [ShownLine(line, paid, net) for line, paid, net in rows]


def _moments(order: Order, seen: SeenOrder) -> list[Moment]:
    moments = [
        Moment(title, at, icon)
        for title, at, icon in (
            (_("Placed"), order.placed_at, "shopping-cart"),
            (_("Paid"), order.paid_at, "banknote"),
            (_("Fulfilled"), order.fulfilled_at, "package-check"),
            (_("Cancelled"), order.cancelled_at, "circle-x"),
        )
        if at
    ]
    moments += [
        Moment(
            _("Refund %(id)s") % {"id": refund.external_id}, refund.refunded_at, "undo-2", refund.goods_cents
        )
        for refund in seen.refunds
    ]
    # Turned round afterwards, so that of two at one moment the later step stands above.
    return sorted(moments, key=lambda moment: moment.at)[::-1]
