"""Where customers stand, as the API says it and as a customer's page does."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils.timezone import now
from django_scopes import scope

from loyalty.api.http.times import moment
from loyalty.api.mapping.customers import after_sql
from loyalty.merchants.models import Merchant
from tests.api.cast import Caller
from tests.cast import make_customer, make_merchant, make_rule, make_tiers
from tests.vip.crowd import make_crowd
from vip.models import Basis, Period
from vip.queries import Progress, period_end, progress_of
from vip.snapshots import TierTerms, VipTerms

ALL = {"include": "vip_status,vip_status.vip_tier,vip_status.next_vip_tier", "limit": 250}
PROGRAMMES: list[tuple[str, str, Basis, tuple[int, ...], dict[str, Any]]] = [
    ("EUR", "America/Havana", Basis.SPEND, (100_00, 200_00, 500_00), {"period": Period.LIFETIME}),
    ("JPY", "Asia/Tokyo", Basis.SPEND, (0, 200_00, 500_00), {"period": Period.CALENDAR_YEAR, "grace_days": 10}),
    ("EUR", "UTC", Basis.POINTS, (100, 200, 500), {"period": Period.ROLLING_DAYS, "rolling_days": 30}),
    ("USD", "America/New_York", Basis.ORDERS, (1, 2, 4), {"period": Period.CALENDAR_YEAR}),
]  # fmt: skip


def after(day: date | None, timezone: str) -> str | None:
    """The end of a local day."""
    if day is None or day == date.max:
        return None
    return moment(datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone)))


def tier_said(tier: TierTerms | None, unit: int) -> dict[str, Any] | None:
    if tier is None:
        return None
    image = "http://testserver/icons/medal.svg"
    return {"id": tier.id, "name": tier.name, "image_url": image, "milestone": tier.milestone / unit}


def said(
    progress: Progress, terms: VipTerms, merchant: Merchant, *, unit: int, at: datetime
) -> dict[str, Any]:
    """What the API has to say of it."""
    tier, following, to_stay = progress.tier, progress.next_tier, progress.missing_to_stay
    return {
        "vip_tier_id": tier and tier.id,
        "vip_tier_expires_at": after(progress.until, merchant.timezone),
        "progress_value": progress.progress / unit,
        "current_vip_period_end": after(period_end(terms, merchant, at=at), merchant.timezone),
        "delta_to_retain_vip_tier": None if to_stay is None else to_stay / unit,
        "next_vip_tier_id": following and following.id,
        "delta_to_next_vip_tier": progress.missing / unit if following else None,
        "vip_tier": tier_said(tier, unit),
        "next_vip_tier": tier_said(following, unit),
    }


@pytest.mark.parametrize(("currency", "timezone", "basis", "milestones", "period"), PROGRAMMES)
def test_a_list_says_what_customers_pages_do(
    db: None, currency: str, timezone: str, basis: Basis, milestones: tuple[int, ...], period: dict[str, Any]
) -> None:
    merchant, at = make_merchant(currency=currency, timezone=timezone), now()
    caller, unit = Caller(merchant), 100 if basis == Basis.SPEND and currency != "JPY" else 1
    with scope(merchant=merchant):
        make_rule(at=at - timedelta(days=1000))
        names = zip(("Bronze", "Silver", "Gold"), milestones, strict=True)
        terms = make_tiers(merchant, *(TierTerms(*one) for one in names), basis=basis, at=at, **period)
        people = {one.pk for one in make_crowd(merchant, at=at)}
        progress = progress_of(people, terms=terms, merchant=merchant, at=at)

    listed = {one["id"]: one for one in caller.get("customers", ALL).json()["customers"]}

    assert listed.keys() == people
    for pk, customer in listed.items():
        assert customer["vip_status"] == said(progress[pk], terms, merchant, unit=unit, at=at)
        assert customer["vip_tier_id"] == customer["vip_status"]["vip_tier_id"]
        assert customer == caller.get(f"customers/{pk}", {"include": ALL["include"]}).json()["customer"]


@pytest.mark.parametrize(
    "timezone",
    ["UTC", "Europe/Stockholm", "America/Havana", "Asia/Beirut", "America/Santiago", "Pacific/Apia"],
)
def test_days_end_at_the_first_midnight(db: None, timezone: str) -> None:
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(1000)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {after_sql('day')} FROM unnest(%(days)s::date[]) AS day",
            {"days": days, "zone": timezone},
        )
        found = [text for (text,) in cursor.fetchall()]

    assert found == [after(day, timezone) for day in days]


def test_names_of_all_kinds_come_through(merchant: Merchant, caller: Caller) -> None:
    names = ['Ad"a\\', "Åsa 𝄞", "line\nbreak\ttab\x1f\x7f", "</script>\u2028", "{status}%s", "null"]
    people = [
        make_customer(merchant, first_name=name, email=f"p{place}@example.com")
        for place, name in enumerate(names)
    ]

    listed = caller.get("customers").json()["customers"]

    kept = [one.first_name for one in reversed(people)]
    assert [one["first_name"] for one in listed] == kept
    assert {'Ad"a\\', "Åsa 𝄞", "{status}%s", "null"} <= set(kept)
