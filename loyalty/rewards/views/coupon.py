"""One coupon: what it promised, what became of it, and what can be done."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from loyalty import flows
from loyalty.errors import Refused
from loyalty.orders.models import Order
from loyalty.rewards.models import Coupon, CouponState
from loyalty.rewards.queries import worth_text
from loyalty.rewards.views.coupons import SUPPORTERS
from loyalty.rewards.views.story import story_of
from loyalty.team.permissions import MerchantRequest, team_required


@require_safe
@team_required()
def coupon(request: MerchantRequest, coupon_id: int) -> HttpResponse:
    found = _coupon(coupon_id)
    orders = Order.objects.filter(source=found.order_source, external_id=found.order_external_id)
    context = {
        "coupon": found,
        "worth": worth_text(found, currency=found.currency),
        "story": story_of(found),
        "order": orders.first() if found.order_source else None,
        "may_change": request.role in SUPPORTERS,
        "is_open": found.state == CouponState.ISSUED,
    }
    return render(request, "rewards/coupon.html", context)


@require_http_methods(["GET", "POST"])
@team_required(*SUPPORTERS)
def cancel_coupon(request: MerchantRequest, coupon_id: int) -> HttpResponse:
    found = _coupon(coupon_id)
    if request.method == "POST":
        return _act(
            request,
            found,
            lambda: flows.coupon_cancelled(found, by=request.user, at=now()),
            _("Coupon cancelled."),
        )
    return render(request, "rewards/cancel_coupon.html", {"coupon": found})


@require_http_methods(["GET", "POST"])
@team_required(*SUPPORTERS)
def use_coupon(request: MerchantRequest, coupon_id: int) -> HttpResponse:
    found = _coupon(coupon_id)
    if request.method == "POST":
        return _act(
            request,
            found,
            lambda: flows.coupon_used(found, by=request.user, at=now()),
            _("Coupon marked as used."),
        )
    return render(request, "rewards/use_coupon.html", {"coupon": found})


def _coupon(coupon_id: int) -> Coupon:
    coupons = Coupon.objects.select_related("customer", "reward", "merchant")
    found: Coupon = get_object_or_404(coupons, pk=coupon_id)
    return found


def _act(request: MerchantRequest, coupon: Coupon, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("rewards:coupon", coupon.pk)
