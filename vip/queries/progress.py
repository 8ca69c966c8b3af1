"""How far one customer is: where they stand, what is missing to the next tier, what keeps the one they hold."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from loyalty.customers.models import Customer
from vip.models import CustomerTier, Period
from vip.queries.standings import Asked, amount_sql, standing_values
from vip.queries.terms import terms_in_force
from vip.snapshots import TierTerms, VipTerms

ONE_DAY = timedelta(days=1)


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
        return min(100, 100 * self.progress // self.next_tier.milestone) if self.next_tier else 100

    @property
    def is_floor(self) -> bool:
        """Whether the tier was set by hand."""
        return bool(self.held and self.held.floor_tier_id and self.held.floor_tier_id == self.held.tier_id)


def standing_of(customer: Customer, *, at: datetime) -> Standing | None:
    """Where a customer stands now, in four queries; None where the programme is off."""
    merchant = customer.merchant
    terms = terms_in_force(merchant.pk)
    if not terms.is_on:
        return None
    zone = ZoneInfo(merchant.timezone)
    today = at.astimezone(zone).date()
    held = (
        CustomerTier.objects.filter(pk=customer.pk).select_related("tier", "floor_tier", "floor_by").first()
    )
    tier = terms.tier(held.tier_id) if held else None
    stay_by = held.until if held else None
    progress, staying = _amounts(customer, terms, today=today, after=stay_by or today, zone=zone)
    missing = max(0, tier.milestone - staying) if tier and stay_by else None
    is_earned = not (held and held.floor_tier_id and held.floor_until == stay_by)
    if terms.period == Period.CALENDAR_YEAR and is_earned and stay_by and stay_by.year > today.year:
        # Kept to the end of next year already; whoever wants it longer has all of that year.
        missing = 0
    return Standing(
        terms=terms,
        held=held,
        progress=progress,
        period_ends_on=date(today.year, 12, 31) if terms.period == Period.CALENDAR_YEAR else None,
        tier=tier,
        next_tier=_next(terms, tier),
        missing_to_stay=missing,
        stay_by=stay_by,
    )


def _next(terms: VipTerms, tier: TierTerms | None) -> TierTerms | None:
    """The tier above."""
    return next((one for one in terms.tiers if tier is None or one.milestone > tier.milestone), None)


def _amounts(
    customer: Customer, terms: VipTerms, *, today: date, after: date, zone: ZoneInfo
) -> tuple[int, int]:
    """What counts today, and what of it will still count on the day after another."""
    asked = [Asked(customer.pk, customer.pk, today)]
    values = standing_values(terms, asked, merchant_id=customer.merchant_id, timezone=zone.key)
    values |= {"today": today, "next_day": after + ONE_DAY if after < date.max else after}
    with connection.cursor() as cursor:
        cursor.execute(amount_sql(terms) + _COUNTING[terms.period], values)
        ((progress, staying),) = cursor.fetchall()
    return int(progress or 0), int(staying or 0)


_COUNTING = {
    Period.LIFETIME: "SELECT sum(amount), sum(amount) FROM amount",
    Period.CALENDAR_YEAR: """
SELECT sum(amount) FILTER (WHERE extract(year FROM counted_on) = extract(year FROM %(today)s::date)),
    sum(amount) FILTER (WHERE extract(year FROM counted_on) = extract(year FROM %(today)s::date))
FROM amount""",
    Period.ROLLING_DAYS: """
SELECT sum(amount) FILTER (WHERE counted_on >= %(today)s::date - %(window)s),
    sum(amount) FILTER (WHERE counted_on >= %(next_day)s::date - %(window)s)
FROM amount""",
}
