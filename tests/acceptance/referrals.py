"""What a case promises for invitations, and how its friends follow them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.referrals.actions import ReferralTerms
from loyalty.referrals.models import Referral
from loyalty.referrals.snapshots import FriendFacts
from loyalty.rewards.models import Reward
from tests.acceptance.conditions import cents

Given = Mapping[str, Any]


def set_referral(rewards: Mapping[str, Reward], given: Given, merchant: Merchant, *, at: datetime) -> None:
    """Sets what `given` promises; the advocate gets points or one of the rewards, the friend a reward or nothing."""
    advocate, friend = given["advocate"], given.get("friend", {})
    terms = ReferralTerms(
        advocate_points=advocate.get("points"),
        advocate_reward_id=rewards[advocate["reward"]].pk if "reward" in advocate else None,
        friend_reward_id=rewards[friend["reward"]].pk if "reward" in friend else None,
        min_order_cents=cents(given.get("min_order", 0), merchant.currency),
        network_limit=given.get("ip_limit", 10),
    )
    flows.referral_program_set(merchant, terms=terms, by=None, at=at)


def follow(advocate: Customer, event: Given, *, at: datetime) -> Referral:
    """The friend of the event follows the invitation."""
    friend = FriendFacts(event["email"], event.get("name", ""), event.get("ip", ""))
    return flows.referral_claimed(advocate, friend=friend, merchant=advocate.merchant, at=at)


def referral_lines(referrals: Iterable[Referral]) -> list[list[str | None]]:
    """As cases write them: r1, r2, … in the order of the claims."""
    return [
        [f"r{number}", referral.state, referral.reason or None]
        for number, referral in enumerate(referrals, start=1)
    ]
