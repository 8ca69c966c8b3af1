"""How far one customer is: where they stand, what is missing to the next tier, what keeps the one they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from loyalty.customers.models import Customer
from loyalty.database.statements import execute_prepared
from loyalty.merchants.models import Merchant
from vip.models import CustomerTier, Period
from vip.queries.standings import Asked, amounts_sql, asked_sql, standing_values
from vip.queries.terms import terms_in_force
from vip.snapshots import TierTerms, VipTerms


@dataclass(frozen=True, slots=True)
class Standing:
    """One customer in the programme. Amounts are in what milestones are: points, minor units of money, or orders.

    `progress` is what counts now, through `period_ends_on`. `until` is the last day of the tier if nothing happens;
    none is for ever. `missing_to_stay` is due by `stay_by`; both are None where the tier needs nothing.
    """

    terms: VipTerms
    held: CustomerTier | None
    progress: int
    period_ends_on: date | None
    tier: TierTerms | None
    next_tier: TierTerms | None
    missing_to_stay: int | None
    stay_by: date | None

    @property
    def until(self) -> date | None:
        """The last day of the tier."""
        return self.held.until if self.held else None

    @property
    def missing(self) -> int:
        """What the next tier takes yet."""
        return max(0, self.next_tier.milestone - self.progress) if self.next_tier else 0

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
    missing_to_stay: int | None

    @property
    def missing(self) -> int:
        """What the next tier takes yet."""
        return max(0, self.next_tier.milestone - self.progress) if self.next_tier else 0


class _Held(NamedTuple):
    """What a customer holds."""

    tier_id: int | None = None
    until: date | None = None
    floor_tier_id: int | None = None
    floor_until: date | None = None


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
        missing_to_stay=found.missing_to_stay,
        stay_by=found.until,
    )


def progress_of(
    customer_ids: Iterable[int], *, terms: VipTerms, merchant: Merchant, at: datetime
) -> dict[int, Progress]:
    """How far each of these customers is now, in one statement."""
    today = at.astimezone(ZoneInfo(merchant.timezone)).date()
    asked = [Asked(customer_id, customer_id, today) for customer_id in customer_ids]
    values = standing_values(terms, asked, merchant_id=merchant.pk, timezone=merchant.timezone)
    sql = asked_sql() + _COUNTED.format(amounts=amounts_sql(terms), **_COUNTING[terms.period])
    return {
        customer_id: _progress(terms, _Held(*held), int(progress or 0), int(staying or 0), today)
        for customer_id, progress, staying, *held in execute_prepared(sql, {**values, "today": today})
    }


def period_end(terms: VipTerms, merchant: Merchant, *, at: datetime) -> date | None:
    """The last day of what counts now, if it ends."""
    today = at.astimezone(ZoneInfo(merchant.timezone)).date()
    return date(today.year, 12, 31) if terms.period == Period.CALENDAR_YEAR else None


def _progress(terms: VipTerms, held: _Held, progress: int, staying: int, today: date) -> Progress:
    tier, until = terms.tier(held.tier_id), held.until
    missing = max(0, tier.milestone - staying) if tier and until else None
    is_earned = not (held.floor_tier_id and held.floor_until == until)
    if terms.period == Period.CALENDAR_YEAR and is_earned and until and until.year > today.year:
        # Kept to the end of next year already; whoever wants it longer has all of that year.
        missing = 0
    return Progress(tier, until, progress, _next(terms, tier), missing)


def _next(terms: VipTerms, tier: TierTerms | None) -> TierTerms | None:
    """The tier above."""
    return next((one for one in terms.tiers if tier is None or one.milestone > tier.milestone), None)


# What counts today, and what of it will still count on the day after the tier ends.
_COUNTED = """
SELECT asked.key, counted.now, counted.later, asked.tier_id, asked.held_until, asked.floor_tier_id, asked.floor_until
FROM asked CROSS JOIN LATERAL (
    SELECT sum(amount.amount) FILTER (WHERE {now}) AS now, sum(amount.amount) FILTER (WHERE {later}) AS later
    FROM ({amounts}) AS amount
) AS counted
"""
_THIS_YEAR = "extract(year FROM amount.counted_on) = extract(year FROM %(today)s::date)"
_COUNTING = {
    Period.LIFETIME: {"now": "true", "later": "true"},
    Period.CALENDAR_YEAR: {"now": _THIS_YEAR, "later": _THIS_YEAR},
    Period.ROLLING_DAYS: {
        "now": "amount.counted_on >= %(today)s::date - %(window)s::int",
        "later": """amount.counted_on >= least(coalesce(asked.held_until, %(today)s::date), DATE '9999-12-30') + 1
            - %(window)s::int""",
    },
}
