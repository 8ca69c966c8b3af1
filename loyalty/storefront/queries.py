"""What a shopper sees of the programme: points, the best reward, how far the next one is, coupons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from loyalty.customers.models import Customer, CustomerState
from loyalty.points.queries import balance_of
from loyalty.referrals.queries import code_of, referral_program, shared_texts
from loyalty.referrals.snapshots import InvitationTexts
from loyalty.rewards.models import Coupon, Exchange, Reward
from vip.models import Tier
from vip.queries import tier_of


class Visitor(StrEnum):
    """Who is looking. Who takes no part sees nothing of the programme, but their coupons."""

    ENROLLED = "enrolled"
    ZERO_POINTS = "zero_points"
    NOT_ENROLLED = "not_enrolled"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Offer:
    """A reward and the least number of points that buys it."""

    reward: Reward
    points: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """`code` is what the link ends with; `texts` are what goes with it, and what a friend reads."""

    code: str
    texts: InvitationTexts


@dataclass(frozen=True, slots=True)
class HubView:
    """`best` is the dearest reward that the points buy, else the cheapest, for which `points_needed` are missing.

    `progress` is how many points there are and how many the next reward takes; both 0 for who has none.
    """

    state: Visitor
    points: int
    tier: Tier | None
    offers: Sequence[Offer]
    best: Offer | None
    points_needed: int
    progress: tuple[int, int]
    coupons: Sequence[Coupon]
    invitation: Invitation | None = None


def hub_view(customer: Customer, *, at: datetime) -> HubView:
    """What the customer sees at that moment. As many statements whatever there is to see."""
    points, tier = max(0, balance_of(customer)), tier_of(customer)
    state = _state(customer, points)
    coupons = list(usable_coupons(customer, at=at))
    if state in (Visitor.NOT_ENROLLED, Visitor.EXCLUDED):
        return HubView(state, 0, None, (), None, 0, (0, 0), coupons)
    offers = offers_to(customer, tier=tier)
    best = _best(offers, points)
    return HubView(
        state=state,
        points=points,
        tier=tier,
        offers=offers,
        best=best,
        points_needed=max(0, best.points - points) if best else 0,
        progress=_progress(offers, points),
        coupons=coupons,
        invitation=invitation_by(customer),
    )


def invitation_by(customer: Customer) -> Invitation | None:
    """What the customer shares with friends, in their language; None while the shop takes no invitations."""
    program = referral_program(customer.merchant_id)
    if program is None or not program.is_on:
        return None
    return Invitation(code_of(customer), shared_texts(customer, program))


def offers_to(customer: Customer, *, tier: Tier | None) -> list[Offer]:
    """The rewards that a customer of this tier can have for points, cheapest first."""
    rewards = Reward.objects.active().for_points().filter(merchant_id=customer.merchant_id)
    held = tier.pk if tier else None
    offers = [
        Offer(reward, reward.points or reward.points_min or 0)
        for reward in rewards
        if not reward.tier_ids or held in reward.tier_ids
    ]
    return sorted(
        offers, key=lambda offer: (offer.points, offer.reward.exchange == Exchange.VARIABLE, offer.reward.pk)
    )


def usable_coupons(customer: Customer, *, at: datetime) -> Sequence[Coupon]:
    """Coupons that the customer can use at that moment, or will once the shop has confirmed them, oldest first."""
    in_time = Q(expires_at=None) | Q(expires_at__gt=at)
    coupons: Sequence[Coupon] = Coupon.objects.open().filter(in_time, customer=customer).order_by("pk")
    return coupons


def _state(customer: Customer, points: int) -> Visitor:
    if customer.state == CustomerState.DISABLED:
        return Visitor.EXCLUDED
    if customer.state == CustomerState.CANDIDATE:
        return Visitor.NOT_ENROLLED
    return Visitor.ENROLLED if points else Visitor.ZERO_POINTS


def _best(offers: Sequence[Offer], points: int) -> Offer | None:
    affordable = [offer for offer in offers if offer.points <= points]
    if affordable:
        return affordable[-1]
    return offers[0] if offers else None


def _progress(offers: Sequence[Offer], points: int) -> tuple[int, int]:
    """Towards the next reward that is out of reach; who can have them all is at the end."""
    if not points or not offers:
        return 0, 0
    ahead = [offer.points for offer in offers if offer.points > points]
    return (points, ahead[0]) if ahead else (points, points)
