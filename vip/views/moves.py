"""The history of all moves."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from loyalty.customers.models import Customer
from loyalty.customers.queries import matching
from loyalty.team.permissions import MerchantRequest, team_required
from loyalty.ui.filters import make_filter
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, headings
from vip.models import Cause, TierMove
from vip.queries import terms_in_force
from vip.views.cards import TOLD

COLUMNS = (
    Column(_("Customer")),
    Column(_("Tier")),
    Column(_("Why"), is_wide=True),
    Column(_("When")),
)
WAYS = (("up", _("Up")), ("down", _("Down")))


@require_safe
@team_required()
def moves(request: MerchantRequest) -> HttpResponse:
    cause = make_filter("cause", _("Why"), Cause.choices, asked=request.GET.get("cause", ""))
    way = make_filter("way", _("Direction"), WAYS, asked=request.GET.get("way", ""))
    search = request.GET.get("q", "")
    found = TierMove.objects.select_related("customer", *TOLD)
    if search:
        found = found.filter(customer__in=matching(Customer.objects.all(), search))
    if cause.value:
        found = found.filter(transition__cause=cause.value)
    if way.value:
        found = found.filter(transition__is_up=way.value == "up")
    context = {
        "page": page_of(found, order=("-pk",), cursor=request.GET.get("cursor")),
        "terms": terms_in_force(request.merchant.pk),
        "filters": [cause, way],
        "headings": headings(COLUMNS),
        "search": search,
        "is_filtered": bool(search or cause.value or way.value),
    }
    return render(request, "vip/moves.html", context)
