"""How far customers are, against plain sums."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from loyalty.merchants.models import Merchant
from tests.cast import make_rule, make_tiers
from tests.vip.crowd import make_crowd
from tests.vip.moves import on
from vip.models import Basis, CustomerTier, Period, Spending
from vip.queries import Progress, progress_of
from vip.snapshots import TierTerms, VipTerms

AT = on("2026-11-20")
TODAY = AT.date()
MILESTONES = {Basis.SPEND: (100_00, 200_00, 500_00), Basis.POINTS: (100, 200, 500), Basis.ORDERS: (1, 2, 4)}
PERIODS: list[dict[str, Any]] = [
    {"period": Period.LIFETIME},
    {"period": Period.CALENDAR_YEAR},
    {"period": Period.ROLLING_DAYS, "rolling_days": 30},
    {"period": Period.ROLLING_DAYS, "rolling_days": 400, "grace_days": 10},
]


def three_tiers(basis: Basis) -> list[TierTerms]:
    names = ("Bronze", "Silver", "Gold")
    return [TierTerms(name, milestone) for name, milestone in zip(names, MILESTONES[basis], strict=True)]


def counted(customer_id: int, terms: VipTerms, *, on: date) -> int:
    """What counts on a day; by points, of which a whole unit of money gives one here."""
    amounts: dict[Basis, Callable[[Spending], int]] = {
        Basis.SPEND: lambda row: row.goods_cents,
        Basis.POINTS: lambda row: row.goods_cents // 100,
        Basis.ORDERS: lambda row: row.orders,
    }
    counts: dict[Period, Callable[[date], bool]] = {
        Period.LIFETIME: lambda _day: True,
        Period.CALENDAR_YEAR: lambda day: day.year == TODAY.year,
        Period.ROLLING_DAYS: lambda day: on - timedelta(days=terms.rolling_days or 0) < day,
    }
    rows = list(Spending.objects.filter(customer=customer_id))
    return sum(amounts[terms.basis](row) for row in rows if counts[terms.period](row.counted_at.date()))


def plain_progress(customer_id: int, terms: VipTerms) -> Progress:
    held = CustomerTier.objects.filter(pk=customer_id).first() or CustomerTier()
    tier, progress = terms.tier(held.tier_id), counted(customer_id, terms, on=TODAY)
    above = [one for one in terms.tiers if tier is None or one.milestone > tier.milestone]
    missing = max(0, above[0].milestone - progress) if above else 0
    return Progress(tier, held.until, progress, above[0] if above else None, missing, to_stay(held, terms))


def to_stay(held: CustomerTier, terms: VipTerms) -> int | None:
    """What is missing to keep the tier when it ends; nothing where this year earned it for the next already."""
    tier = terms.tier(held.tier_id)
    if tier is None or held.until is None:
        return None
    is_by_hand = held.floor_tier_id is not None and held.floor_until == held.until
    if terms.period == Period.CALENDAR_YEAR and held.until.year > TODAY.year and not is_by_hand:
        return 0
    end = min(held.until, date(9999, 12, 30)) + timedelta(days=1)
    return max(0, tier.milestone - counted(held.pk, terms, on=end))


def test_orders_count_as_well(merchant: Merchant) -> None:
    terms = make_tiers(merchant, *three_tiers(Basis.ORDERS), basis=Basis.ORDERS, at=AT)
    people = make_crowd(merchant, at=AT)

    found = progress_of([one.pk for one in people], terms=terms, merchant=merchant, at=AT)

    assert found == {one.pk: plain_progress(one.pk, terms) for one in people}


@pytest.mark.parametrize("basis", [Basis.SPEND, Basis.POINTS])
@pytest.mark.parametrize("period", PERIODS)
def test_everybodys_progress_is_what_plain_sums_say(
    merchant: Merchant, basis: Basis, period: dict[str, Any]
) -> None:
    make_rule(at=on("2020-01-01"))
    terms = make_tiers(merchant, *three_tiers(basis), basis=basis, at=AT, **period)
    people = make_crowd(merchant, at=AT)

    found = progress_of([one.pk for one in people], terms=terms, merchant=merchant, at=AT)

    assert found == {one.pk: plain_progress(one.pk, terms) for one in people}
    assert {one.tier and one.tier.name for one in found.values()} == {None, "Bronze", "Silver", "Gold"}
