"""Ada, who invites, and what her friends do."""

from datetime import datetime
from typing import Any

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.models import Merchant
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import OrderFacts
from loyalty.referrals.actions import ReferralTerms
from loyalty.referrals.models import Referral
from loyalty.referrals.snapshots import FriendFacts
from tests.flows.shop import amounts, day

FRIEND = "friend@example.org"


def promise(merchant: Merchant, *, at: datetime | None = None, **terms: Any) -> None:
    """The advocate gets 500 points for a first order of 20 euros at least, unless `terms` say otherwise."""
    terms = {"min_order_cents": 20_00, **terms}
    if "advocate_reward_id" not in terms:
        terms = {"advocate_points": 500, **terms}
    flows.referral_program_set(merchant, terms=ReferralTerms(**terms), by=None, at=at or day(0))


def invite(
    advocate: Customer, *, email: str = FRIEND, on: int = 1, name: str = "", address: str = ""
) -> Referral:
    """The friend follows the link on that day."""
    friend = FriendFacts(email, name, address)
    return flows.referral_claimed(advocate, friend=friend, merchant=advocate.merchant, at=day(on))


def buys(
    order: str = "1", *, on: int = 2, goods: int = 40_00, email: str = FRIEND, name: str = "", **said: Any
) -> OrderFacts:
    """The friend's paid order, as a guest."""
    first, _blank, last = name.partition(" ")
    person = CustomerFacts("shop", email=email, first_name=first, last_name=last, has_account=False)
    return OrderFacts(
        "shop",
        order,
        day(on),
        customer=person,
        state=OrderState.PAID,
        placed_at=day(on),
        paid_at=day(on),
        amounts=amounts(goods, **said),
    )
