"""Whom the demo shop's customers invited."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.customers.snapshots import CustomerFacts
from loyalty.merchants.models import Merchant
from loyalty.orders.models import OrderState
from loyalty.orders.snapshots import AmountFacts, OrderFacts
from loyalty.referrals.actions import ReferralTerms
from loyalty.referrals.snapshots import FriendFacts
from loyalty.team.models import User

FRIEND = "moa.frisk@example.net"
TEXTS = {
    "en": {"share": "Best espresso in town. Come along and try it with my link:"},
    "sv": {
        "share": "Stans bästa espresso. Följ med och prova med min länk:",
        "title": "Kom på kaffe",
        "message": "En vän bjuder in dig till Oak & Bean. Ange din adress, så vet vi vem som skickade dig.",
    },
}


def invite_friends(
    members: Sequence[Customer], *, merchant: Merchant, by: User, opened: datetime, at: datetime
) -> None:
    """Four friends: one who bought, two who have not yet, and one who is the advocate's other address."""
    terms = ReferralTerms(advocate_points=500, min_order_cents=20_00, qualifying_days=60, texts=TEXTS)
    flows.referral_program_set(merchant, terms=terms, by=by, at=opened)
    own = members[2].email.replace("@", "+friend@")
    for number, email in enumerate(("noor@example.net", own, "tove@example.net", FRIEND), start=1):
        friend = FriendFacts(email, address=f"203.0.113.{number}")
        claimed_at = at - timedelta(days=3 * number)
        flows.referral_claimed(members[number], friend=friend, merchant=merchant, at=claimed_at)
    flows.orders_changed([_bought(at - timedelta(days=5))], merchant=merchant, at=at)


def _bought(paid_at: datetime) -> OrderFacts:
    return OrderFacts(
        "demo-shop",
        "2001",
        paid_at,
        customer=CustomerFacts(
            "demo-shop", email=FRIEND, first_name="Moa", last_name="Frisk", has_account=False
        ),
        state=OrderState.PAID,
        number="#2001",
        placed_at=paid_at,
        paid_at=paid_at,
        amounts=AmountFacts("EUR", 48_00),
    )
