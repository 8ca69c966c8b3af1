"""One invitation: where it stands, and why."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from loyalty.points.models import PointsTransaction
from loyalty.referrals.models import Referral, ReferralState
from loyalty.referrals.suspicions import SIGNALS, sentence, total
from loyalty.rewards.models import Coupon
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required


@require_safe
@team_required()
def detail(request: MerchantRequest, referral_id: int) -> HttpResponse:
    referral: Referral = get_object_or_404(
        Referral.objects.select_related("advocate", "friend", "order", "decided_by"), pk=referral_id
    )
    signals = [*referral.claim_signals, *referral.order_signals]
    people = [person for person in (referral.advocate_id, referral.friend_id) if person]
    context = {
        "referral": referral,
        "signals": [(SIGNALS[one["signal"]].label, sentence(one), one["score"]) for one in signals],
        "score": total(signals),
        "reason": _reason(referral),
        "entries": PointsTransaction.objects.filter(
            customer=referral.advocate_id, source="referral", source_id=referral.pk
        ).order_by("-pk"),
        "coupons": Coupon.objects.filter(
            customer__in=people, key__startswith=f"referral-{referral.pk}-"
        ).select_related("customer"),
        "may_block": request.role in CHANGERS and referral.state != ReferralState.BLOCKED,
        "may_allow": request.role in CHANGERS and referral.state == ReferralState.BLOCKED,
    }
    return render(request, "referrals/detail.html", context)


def _reason(referral: Referral) -> str:
    """Why it is blocked, as a title; nothing for another state."""
    known = SIGNALS.get(referral.reason)
    return str(known.label) if known else ""
