"""How far one customer is: where they stand, what is missing to the next tier, what keeps the one they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from loyalty.customers.models import Customer
from loyalty.database.statements import execute_prepared
from loyalty.merchants.models import Merchant
from vip.models import CustomerTier, Period
from vip.queries.amounts import amounts_sql
from vip.queries.standings import Asked, asked_sql, standing_values
from vip.queries.terms import terms_in_force
from vip.snapshots import TierTerms, VipTerms


@dataclass(frozen=True, slots=True)
class Standing:
    """One customer in the programme. Amounts are in what milestones are: points, minor units of money, or orders.

    `progress` is what counts now, through `period_ends_on`. `until` is the last day of the tier if nothing happens;
    none is for ever. `missing` is what the next tier takes yet. `missing_to_stay` is due by `stay_by`; both are None
    where the tier needs nothing.
    """

    terms: VipTerms
    held: CustomerTier | None
    progress: int
    period_ends_on: date | None
    tier: TierTerms | None
    next_tier: TierTerms | None
    missing: int
    missing_to_stay: int | None
    stay_by: date | None

    @property
    def until(self) -> date | None:
        """The last day of the tier."""
        return self.held.until if self.held else None

    @property
    def share(self) -> int:
        """How much of the way to the next tier lies behind, in hundredths."""
        milestone = self.next_tier.milestone if self.next_tier else 0
        return max(0, min(100, 100 * self.progress // milestone)) if milestone else 100

    @property
    def is_floor(self) -> bool:
        """Whether the tier was set by hand."""
        return bool(self.held and self.held.floor_tier_id and self.held.floor_tier_id == self.held.tier_id)


@dataclass(frozen=True, slots=True)
class Progress:
    """The same in short, for a customer of many; see `Standing`."""

    tier: TierTerms | None
    until: date | None
    progress: int
    next_tier: TierTerms | None
    missing: int
    missing_to_stay: int | None


def standing_of(customer: Customer, *, at: datetime) -> Standing | None:
    """Where a customer stands now, in four queries; None where the programme is off."""
    merchant = customer.merchant
    terms = terms_in_force(merchant.pk)
    if not terms.is_on:
        return None
    held = (
        CustomerTier.objects.filter(pk=customer.pk).select_related("tier", "floor_tier", "floor_by").first()
    )
    found = progress_of([customer.pk], terms=terms, merchant=merchant, at=at)[customer.pk]
    return Standing(
        terms=terms,
        held=held,
        progress=found.progress,
        period_ends_on=period_end(terms, merchant, at=at),
        tier=found.tier,
        next_tier=found.next_tier,
        missing=found.missing,
        missing_to_stay=found.missing_to_stay,
        stay_by=found.until,
    )


def progress_of(
    customer_ids: Iterable[int], *, terms: VipTerms, merchant: Merchant, at: datetime
) -> dict[int, Progress]:
    """How far each of these customers is now, in one statement."""
    values = progress_values(terms, merchant, at=at, customer_ids=customer_ids)
    return {
        key: _progress(terms, *found)
        for key, *found in execute_prepared(progress_sql(terms) + _FOUND, values)
    }


def progress_sql(terms: VipTerms, *, of: str = "") -> str:
    """Common table expressions that end in `progress`: who asked, with what they hold, and how far they are.

    `place` counts tiers from the lowest, 0 being none, and `held_until` is the last day of it; the rest is as in
    `Standing`, but `missing` is NULL where no tier is higher. `of` is a statement that finds who is asked for, instead
    of those who are named: see `asked_sql`.
    """
    return asked_sql(of) + _PROGRESS.format(amounts=amounts_sql(terms), **_COUNTING[terms.period])


def progress_values(
    terms: VipTerms, merchant: Merchant, *, at: datetime, customer_ids: Iterable[int] = ()
) -> dict[str, Any]:
    """What `progress_sql` takes."""
    today = at.astimezone(ZoneInfo(merchant.timezone)).date()
    asked = [Asked(customer_id, customer_id, today) for customer_id in customer_ids]
    values = standing_values(terms, asked, merchant_id=merchant.pk, timezone=merchant.timezone)
    return {**values, "today": today}


def period_end(terms: VipTerms, merchant: Merchant, *, at: datetime) -> date | None:
    """The last day of what counts now, if it ends."""
    today = at.astimezone(ZoneInfo(merchant.timezone)).date()
    return date(today.year, 12, 31) if terms.period == Period.CALENDAR_YEAR else None


def _progress(
    terms: VipTerms,
    place: int,
    until: date | None,
    progress: int,
    missing: int | None,
    missing_to_stay: int | None,
) -> Progress:
    tiers = (None, *terms.tiers, None)
    return Progress(tiers[place], until, progress, tiers[place + 1], missing or 0, missing_to_stay)


_FOUND = "SELECT key, place, held_until, progress, missing, missing_to_stay FROM progress"
# What counts today, and what of it will still count on the day after the tier ends. Where there is no such tier, its
# milestone is NULL, and so is what is missing.
_PROGRESS = """, progress AS (
    SELECT asked.*, place, counted.progress,
        tier.next_milestone - least(tier.next_milestone, counted.progress) AS missing,
        CASE
            WHEN place = 0 OR asked.held_until IS NULL THEN NULL
            WHEN {is_kept} THEN 0
            ELSE tier.milestone - least(tier.milestone, counted.staying)
        END AS missing_to_stay
    FROM asked
    CROSS JOIN LATERAL (
        SELECT coalesce(array_position(%(refs)s::bigint[], asked.tier_id), 0) AS place
    ) AS of_all
    CROSS JOIN LATERAL (
        SELECT (%(milestones)s::bigint[])[place] AS milestone, (%(milestones)s::bigint[])[place + 1] AS next_milestone
    ) AS tier
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount.amount) FILTER (WHERE {now}), 0)::bigint AS progress,
            coalesce(sum(amount.amount) FILTER (WHERE {later}), 0)::bigint AS staying
        FROM ({amounts}) AS amount
    ) AS counted
)
"""
_THIS_YEAR = "extract(year FROM amount.counted_on) = extract(year FROM asked.day)"
_COUNTING = {
    Period.LIFETIME: {"now": "true", "later": "true", "is_kept": "false"},
    Period.CALENDAR_YEAR: {
        "now": _THIS_YEAR,
        "later": _THIS_YEAR,
        # Earned to the end of next year already; whoever wants it longer has all of that year.
        "is_kept": """extract(year FROM asked.held_until) > extract(year FROM asked.day)
            AND (asked.floor_tier_id IS NULL OR asked.floor_until IS DISTINCT FROM asked.held_until)""",
    },
    Period.ROLLING_DAYS: {
        "now": "amount.counted_on >= asked.day - %(window)s::int",
        "later": """amount.counted_on >= least(coalesce(asked.held_until, asked.day), DATE '9999-12-30') + 1
            - %(window)s::int""",
        "is_kept": "false",
    },
}
