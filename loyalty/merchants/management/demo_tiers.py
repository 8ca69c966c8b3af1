"""The demo shop's VIP programme."""

from datetime import datetime, timedelta
from decimal import Decimal

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.team.models import User
from vip.models import Colour, Icon, Period, Tier
from vip.snapshots import TierTerms, VipTerms

TIERS = (
    TierTerms(
        "Bronze", 0, icon=Icon.MEDAL, colour=Colour.BRONZE, perks={"en": "News first", "sv": "Nyheter först"}
    ),
    TierTerms(
        "Silver",
        400_00,
        icon=Icon.AWARD,
        colour=Colour.SILVER,
        entry_points=250,
        multiplier=Decimal("1.25"),
        perks={"en": "Free shipping on Fridays", "sv": "Fri frakt på fredagar"},
    ),
    TierTerms(
        "Gold",
        1_500_00,
        icon=Icon.CROWN,
        colour=Colour.GOLD,
        entry_points=1000,
        multiplier=Decimal("1.5"),
        perks={
            "en": "Free shipping\nA tasting for two each spring",
            "sv": "Fri frakt\nProvning för två varje vår",
        },
    ),
)


def open_vip(merchant: Merchant, *, by: User, at: datetime) -> None:
    """Three tiers by what is spent in a calendar year."""
    terms = VipTerms(is_on=True, period=Period.CALENDAR_YEAR, tiers=TIERS)
    flows.vip_changed(merchant, terms, by=by, at=at)


def thank_by_hand(customer: Customer, *, by: User, at: datetime) -> None:
    """Gold for half a year, for somebody who did something for the shop."""
    flows.tier_set(
        customer,
        Tier.objects.get(name="Gold", retired_at__isnull=True),
        until=(at + timedelta(days=180)).date(),
        reason="Ran the latte art evening.",
        by=by,
        at=at,
    )
