"""Redeem for a customer, as support does on the telephone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.errors import Refused
from loyalty.rewards.actions import Issued
from loyalty.rewards.forms import RedeemForm
from loyalty.rewards.models import Reward
from loyalty.rewards.views.coupons import SUPPORTERS
from loyalty.team.permissions import MerchantRequest, team_required

SLIDER_REFUSALS = {"invalid_points", "below_min", "above_max", "not_multiple_of_step"}


@require_http_methods(["GET", "POST"])
@team_required(*SUPPORTERS)
def redeem(request: MerchantRequest, customer_id: int) -> HttpResponse:
    customers = Customer.objects.select_related("account", "merchant")
    customer: Customer = get_object_or_404(customers, pk=customer_id)
    rewards = list(Reward.objects.active().order_by("points", "step", "pk"))
    form = RedeemForm(request.POST or None, rewards=rewards, currency=request.merchant.currency)
    if request.method == "POST" and form.is_valid():
        try:
            issued = _issue(request, customer, form)
        except Refused as refusal:
            form.add_error("points" if refusal.code in SLIDER_REFUSALS else "reward", str(refusal))
        else:
            messages.success(request, _("Coupon issued."))
            return redirect("rewards:coupon", issued.coupon.pk)
    return render(request, "rewards/redeem.html", {"customer": customer, "form": form, "rewards": rewards})


def _issue(request: MerchantRequest, customer: Customer, form: RedeemForm) -> Issued:
    key = str(form.cleaned_data["key"])
    if form.is_gift:
        return flows.coupon_given(form.chosen, customer=customer, key=key, by=request.user, at=now())
    return flows.reward_redeemed(
        form.chosen,
        customer=customer,
        points=form.cleaned_data["points"],
        key=key,
        by=request.user,
        at=now(),
    )
