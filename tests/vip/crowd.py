"""Customers in all the states that a programme knows."""

from datetime import date, datetime, timedelta

from loyalty import flows
from loyalty.customers.models import Customer, CustomerState
from loyalty.merchants.models import Merchant
from loyalty.orders.snapshots import OrderFacts, RefundFacts
from tests.cast import make_customer, make_order
from vip.models import Tier

# How many days ago each of them bought, and for how much.
BOUGHT = {
    "Nobody": [],
    "Little": [(3, 120_00)],
    "Exactly": [(3, 200_00)],
    "Often": [(1, 90_00), (25, 90_00), (40, 90_00), (370, 90_00)],
    "Much": [(2, 700_00)],
    "Lapsing": [(28, 300_00)],
    "Earlier": [(366, 600_00)],
    "Long-ago": [(800, 900_00)],
    "Refunded": [(5, 550_00)],
    "Floored": [(4, 20_00)],
    "Floored-a-while": [(4, 250_00)],
    "Floored-to-the-end": [],
    "Merged": [(6, 150_00)],
    "Merged-too": [(7, 150_00)],
}
# The tier that was set by hand, and for how many days; for good where there is no number.
FLOORS = {"Floored": ("Gold", None), "Floored-a-while": ("Gold", 90)}


def make_crowd(merchant: Merchant, *, at: datetime) -> list[Customer]:
    """They bought before `at`, and then tiers were set; of those who are one person by now, only that one."""
    people = {name: make_customer(merchant, first_name=name) for name in BOUGHT}
    for name, orders in BOUGHT.items():
        for days, cents in orders:
            make_order(
                people[name], external_id=f"{name} {days}", goods_cents=cents, at=at - timedelta(days=days)
            )
    back = RefundFacts("back", at, goods_cents=500_00)
    flows.orders_changed([OrderFacts("shop", "Refunded 5", at, refunds=(back,))], merchant=merchant, at=at)
    flows.customers_merged(people.pop("Merged-too"), into=people["Merged"], by=None, at=at)
    for name, (tier, lasting) in FLOORS.items():
        _floor(people[name], tier, until=at.date() + timedelta(days=lasting) if lasting else None, at=at)
    _floor(people["Floored-to-the-end"], "Silver", until=date.max, at=at)
    guest = make_customer(merchant, first_name="Guest", state=CustomerState.CANDIDATE)
    return [*people.values(), guest]


def _floor(customer: Customer, tier: str, *, until: date | None, at: datetime) -> None:
    held = Tier.objects.get(name=tier, retired_at=None)
    flows.tier_set(customer, held, until=until, reason="A friend", by=None, at=at)
