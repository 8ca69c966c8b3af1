"""The list of coupons, and cancelling many."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from loyalty import flows
from loyalty.rewards.models import Cause, Coupon, CouponQuerySet, CouponState, Reward
from loyalty.rewards.queries import cancellable, coupons_matching, issued_since
from loyalty.team.models import Role
from loyalty.team.permissions import MerchantRequest, team_required
from loyalty.ui.filters import Filter, make_filter
from loyalty.ui.pages import page_of
from loyalty.ui.tables import Column, headings

SUPPORTERS = (Role.OWNER, Role.ADMIN, Role.SUPPORT)
MOST_AT_ONCE = 500
VIEWS = (
    ("", pgettext_lazy("coupons", "All")),
    (CouponState.ISSUED.value, pgettext_lazy("several coupons", "Not used yet")),
    (CouponState.USED.value, pgettext_lazy("several coupons", "Used")),
    (CouponState.EXPIRED.value, pgettext_lazy("several coupons", "Expired")),
    (CouponState.CANCELLED.value, pgettext_lazy("several coupons", "Cancelled")),
)
COLUMNS = (
    Column(_("Coupon")),
    Column(_("Customer")),
    Column(_("Status")),
    Column(_("Points"), is_number=True),
    Column(_("Issued"), is_wide=True),
    Column(_("Valid through"), is_wide=True),
)
PERIODS = (("7", _("Last 7 days")), ("30", _("Last 30 days")), ("365", _("Last 12 months")))
NARROWING = ("q", "reward", "cause", "issued", "customer")


@require_safe
@team_required()
def coupons(request: MerchantRequest) -> HttpResponse:
    page = page_of(asked_for(request), order=("-issued_at", "-pk"), cursor=request.GET.get("cursor"))
    context = {
        "page": page,
        "headings": headings(COLUMNS),
        "filters": _filters(request),
        "view": request.GET.get("view", ""),
        "views": VIEWS,
        "search": request.GET.get("q", ""),
        "is_filtered": any(request.GET.get(name) for name in NARROWING),
        "may_change": request.role in SUPPORTERS,
    }
    return render(request, "rewards/coupons.html", context)


@require_http_methods(["GET", "POST"])
@team_required(*SUPPORTERS)
def cancel_coupons(request: MerchantRequest) -> HttpResponse:
    """First what it would do, in numbers; then it is done."""
    asked = [int(pk) for pk in _ids(request) if pk.isascii() and pk.isdigit() and len(pk) < 19][:MOST_AT_ONCE]
    if request.method == "POST":
        done = flows.coupons_cancelled(asked, merchant=request.merchant, by=request.user, at=now())
        messages.success(request, _done(len(done.coupon_ids)))
        return redirect("rewards:coupons")
    chosen = Coupon.objects.filter(pk__in=asked)
    numbers = cancellable(chosen)
    context = {"ids": asked, "numbers": numbers, "left": len(asked) - numbers.coupons}
    return render(request, "rewards/cancel_coupons.html", context)


def asked_for(request: MerchantRequest) -> CouponQuerySet:
    """The coupons that the address asks for: tab, filters and search."""
    found: CouponQuerySet = Coupon.objects.select_related("customer")
    narrow: dict[str, Any] = {}
    if request.GET.get("view") in CouponState.values:
        narrow["state"] = request.GET["view"]
    if request.GET.get("cause") in Cause.values:
        narrow["cause"] = request.GET["cause"]
    for name in ("reward", "customer"):
        asked = request.GET.get(name, "")
        if asked.isascii() and asked.isdigit() and len(asked) < 19:
            narrow[f"{name}_id"] = int(asked)
    found = issued_since(found.filter(**narrow), request.GET.get("issued", ""), at=now())
    return coupons_matching(found, request.GET.get("q", ""))


def _ids(request: MerchantRequest) -> list[str]:
    return (request.POST if request.method == "POST" else request.GET).getlist("coupon")


def _filters(request: MerchantRequest) -> list[Filter]:
    rewards = [(str(pk), name) for pk, name in Reward.objects.order_by("name").values_list("pk", "name")]
    return [
        make_filter("reward", _("Reward"), rewards, asked=request.GET.get("reward", "")),
        make_filter("cause", _("How"), Cause.choices, asked=request.GET.get("cause", "")),
        make_filter("issued", _("Issued"), PERIODS, asked=request.GET.get("issued", "")),
    ]


def _done(count: int) -> str:
    return ngettext("%(count)d coupon cancelled.", "%(count)d coupons cancelled.", count) % {"count": count}
