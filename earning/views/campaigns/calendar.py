"""A month of campaigns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone, localtime, now
from django.views.decorators.http import require_safe

from earning.models import Campaign
from earning.queries.campaigns import CampaignState, state_of
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.formats import active_locale

ONE_DAY = timedelta(days=1)
# What ends at midnight ends on the day before.
INSTANT = timedelta(microseconds=1)
DAYS = 7
FIRST_YEAR, LAST_YEAR = 2000, 2200


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    is_today: bool
    is_of_month: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One campaign in one week: from its `first`-th day, so many `days`; `is_continued` from a row above."""

    campaign: Campaign
    state: CampaignState
    first: int
    days: int
    is_continued: bool
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Week:
    days: list[Day]
    bars: list[Bar]


@require_safe
@team_required()
def calendar(request: MerchantRequest) -> HttpResponse:
    at = now()
    month = _asked_month(request.GET.get("month", ""), localtime(at).date())
    following = (month + 31 * ONE_DAY).replace(day=1)
    first = month - timedelta(days=_weekday(month))
    until = following + timedelta(days=-_weekday(following) % DAYS)
    shown = Campaign.objects.filter(starts_at__lt=_midnight(until), ends_at__gt=_midnight(first))
    weeks = list(_weeks(first, until, shown.order_by("starts_at", "pk"), month=month, at=at))
    context = {
        "month": month,
        "previous": (month - ONE_DAY).replace(day=1),
        "following": following,
        "weekdays": [_names()[day.weekday()] for day in _days(first)],
        "weeks": weeks,
        "has_some": any(week.bars for week in weeks),
        "may_change": request.role in CHANGERS,
    }
    return render(request, "campaigns/calendar.html", context)


def _asked_month(text: str, today: date) -> date:
    """The first of the month in `2026-11`; this month for anything else."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return month if FIRST_YEAR <= month.year <= LAST_YEAR else today.replace(day=1)


def _weeks(
    first: date, until: date, campaigns: Sequence[Campaign], *, month: date, at: datetime
) -> Iterator[Week]:
    today, shown = localtime(at).date(), list(campaigns)
    while first < until:
        days = [Day(day, day == today, day.month == month.month) for day in _days(first)]
        yield Week(days, list(_bars(shown, first, month=month, at=at)))
        first += DAYS * ONE_DAY


def _bars(campaigns: Sequence[Campaign], monday: date, *, month: date, at: datetime) -> Iterator[Bar]:
    last_shown = monday + (DAYS - 1) * ONE_DAY
    for campaign in campaigns:
        starts = localtime(campaign.starts_at).date()
        ends = localtime(campaign.ends_at - INSTANT).date()
        first, last = max(starts, monday), min(ends, last_shown)
        if first <= last:
            is_continued = starts < monday and monday > month
            state = state_of(campaign, at=at)
            yield Bar(
                campaign, state, 1 + (first - monday).days, 1 + (last - first).days, is_continued, ends > last
            )


def _days(first: date) -> list[date]:
    return [first + number * ONE_DAY for number in range(DAYS)]


def _weekday(day: date) -> int:
    """How many days after the first of its week, which is Monday or what the language says."""
    return (day.weekday() - active_locale().first_week_day) % DAYS


def _names() -> dict[int, str]:
    return dict(active_locale().days["stand-alone"]["abbreviated"])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=get_current_timezone())
