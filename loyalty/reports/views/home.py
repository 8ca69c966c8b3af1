"""Home: how the programme is doing, and what is left to set up."""

from datetime import date

from babel.dates import format_skeleton
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from earning.queries import ListedRule, listed_rules
from loyalty.points.queries import outstanding
from loyalty.reports.queries import Period, Pulse, Task, last_orders, members, pulse, tasks
from loyalty.team.permissions import CHANGERS, MerchantRequest, team_required
from loyalty.ui.charts.series import Chart, Series, bar_chart, line_chart
from loyalty.ui.charts.sparks import spark
from loyalty.ui.formats import active_locale

PERIODS = (30, 90)
SHOWN = 6
MOST_BARS = 31


@require_safe
@team_required()
def home(request: MerchantRequest) -> HttpResponse:
    merchant = request.merchant
    period = _period(request)
    joined, moved = members(merchant, period), pulse(merchant, period)
    orders = last_orders(merchant.pk, count=SHOWN)
    steps = tasks(merchant.pk, has_orders=bool(orders), has_members=joined.count > 0)
    context = {
        "period": period,
        "periods": PERIODS,
        "members": joined,
        "members_spark": spark(joined.by_day),
        "pulse": moved,
        "issued_spark": spark([day.issued for day in moved.days]),
        "redeemed_spark": spark([day.redeemed for day in moved.days]),
        "outstanding": outstanding(merchant.pk),
        "chart": _chart(moved),
        "orders": orders,
        "rules": _busiest(request, period),
        "steps": [(step, _href(step)) for step in steps],
        "steps_done": sum(step.is_done for step in steps),
        "is_set_up": all(step.is_done for step in steps),
        "may_change": request.role in CHANGERS,
    }
    return render(request, "reports/home.html", context)


def _period(request: MerchantRequest) -> Period:
    asked = request.GET.get("days", "")
    return Period(next((days for days in PERIODS if str(days) == asked), PERIODS[0]), localdate())


def _busiest(request: MerchantRequest, period: Period) -> list[ListedRule]:
    """The rules that gave anything, the most generous first."""
    listed = listed_rules(request.merchant.pk, since=period.starts_at(request.merchant.timezone))
    used = [one for one in listed if one.use.times]
    return sorted(used, key=lambda one: -one.use.points)[:SHOWN]


def _chart(moved: Pulse) -> Chart:
    labels = [_label(day.day) for day in moved.days]
    series = [Series(_("Points issued"), [day.issued for day in moved.days])]
    return bar_chart(labels, series) if len(labels) <= MOST_BARS else line_chart(labels, series)


def _label(day: date) -> str:
    return format_skeleton("MMMd", day, locale=active_locale())


def _href(step: Task) -> str:
    """Where the step is done; empty while that screen does not exist."""
    try:
        return reverse(step.url_name, args=[step.argument] if step.argument else [])
    except NoReverseMatch:
        return ""
