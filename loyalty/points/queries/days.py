"""What a programme gave and took, day by day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from loyalty.points.models import Kind, PointsTransaction

REDEMPTIONS = (Kind.REDEEM, Kind.REDEEM_CANCEL)
# Points that lapse or change hands are neither given nor spent.
NEITHER = (Kind.EXPIRE, Kind.FORFEIT, Kind.MERGE)


@dataclass(frozen=True, slots=True)
class DayOfPoints:
    """One local day. `issued` is less what was taken back, `redeemed` less what was given back."""

    day: date
    issued: int
    redeemed: int


def points_by_day(
    merchant_id: int, since: date, timezone: str, *, until: date | None = None
) -> list[DayOfPoints]:
    """Each local day from `since` to `until` (or the last with an entry), quiet days included.

    Reads the entries of that time alone, from the index `points_by_time`; `timezone` is an IANA name.
    """
    zone = ZoneInfo(timezone)
    entries = _entries_between(merchant_id, since, until, zone)
    moved = {found.day: found for found in _sums_by_day(entries, zone)}
    last = until or max(moved, default=since - timedelta(days=1))
    days = [since + timedelta(days=number) for number in range((last - since).days + 1)]
    return [moved.get(day, DayOfPoints(day, issued=0, redeemed=0)) for day in days]


def _entries_between(
    merchant_id: int, since: date, until: date | None, zone: ZoneInfo
) -> "QuerySet[PointsTransaction]":
    entries = PointsTransaction.objects.filter(
        merchant_id=merchant_id, occurred_at__gte=datetime.combine(since, time.min, zone)
    )
    if until is None:
        return entries
    return entries.filter(occurred_at__lt=datetime.combine(until + timedelta(days=1), time.min, zone))


def _sums_by_day(entries: "QuerySet[PointsTransaction]", zone: ZoneInfo) -> list[DayOfPoints]:
    days = entries.values(day=TruncDate("occurred_at", tzinfo=zone)).annotate(
        issued=Sum("points", filter=~Q(kind__in=(*REDEMPTIONS, *NEITHER)), default=0),
        spent=Sum("points", filter=Q(kind__in=REDEMPTIONS), default=0),
    )
    return [DayOfPoints(row["day"], int(row["issued"]), -int(row["spent"])) for row in days]
