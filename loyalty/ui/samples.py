"""What the style guide shows: real-looking data for every component and every kind of page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_date
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from loyalty.ui.charts.series import Series, bar_chart, line_chart
from loyalty.ui.charts.sparks import spark
from loyalty.ui.filters import RangeFilter, make_filter
from loyalty.ui.formats import active_locale
from loyalty.ui.pages import Page
from loyalty.ui.progress import Progress
from loyalty.ui.tables import Column, chosen_sort, headings

KINDS = ("index", "detail", "editor", "catalogue", "settings", "dashboard", "wizard")
TOKENS = (
    ("surface", "surface-raised", "surface-sunken", "surface-hover", "fill", "line", "line-strong"),
    ("ink", "ink-quiet", "accent", "accent-text", "accent-quiet", "spark"),
    ("good", "good-quiet", "warn", "warn-quiet", "bad", "bad-quiet", "info", "info-quiet"),
    ("chart-1", "chart-2", "chart-3"),
)
EARNED = (820, 1140, 960, 1480, 1325, 1710, 1650, 2040, 1890, 2310, 2205, 2680)
SPENT = (210, 340, 280, 520, 610, 480, 700, 655, 820, 760, 905, 1020)

COLUMNS = (
    Column(gettext_lazy("Customer"), "name"),
    Column(gettext_lazy("Status"), is_wide=True),
    Column(gettext_lazy("Points"), "points", is_number=True, is_descending_first=True),
    Column(gettext_lazy("Orders"), "orders", is_number=True, is_wide=True, is_descending_first=True),
    Column(gettext_lazy("Spent"), "spent", is_number=True, is_descending_first=True),
    Column(gettext_lazy("Last order"), "last_order", is_number=True, is_wide=True, is_descending_first=True),
)


@dataclass(frozen=True)
class SampleCustomer:
    """A row of the sample list."""

    name: str
    email: str
    state: StrOrPromise
    tone: str
    points: int
    orders: int
    spent_cents: int
    ordered_at: datetime


class SampleForm(forms.Form):
    """One of each control; bound without data it shows its errors."""

    name = forms.CharField(
        label=gettext_lazy("Rule name"),
        max_length=80,
        help_text=gettext_lazy("Customers see it in their history."),
    )
    points = forms.IntegerField(label=gettext_lazy("Points"), min_value=1, max_value=100_000)
    audience = forms.ChoiceField(
        label=gettext_lazy("Who earns"),
        choices=[("all", gettext_lazy("All members")), ("vip", gettext_lazy("VIP members"))],
    )
    period = forms.ChoiceField(
        label=gettext_lazy("How often"),
        widget=forms.RadioSelect,
        choices=[("once", gettext_lazy("Once")), ("month", gettext_lazy("At most 3 times a month"))],
    )
    note = forms.CharField(
        label=gettext_lazy("Internal note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("Rule is active"),
        required=False,
        help_text=gettext_lazy("Orders from now on earn points. Earlier orders are left as they are."),
    )
    file = forms.FileField(label=gettext_lazy("Orders as CSV"), required=False)


def sample_page(*, at: datetime, sort: str = "") -> dict[str, Any]:
    """The context of the style guide and of its sample pages."""
    sort = chosen_sort(COLUMNS, sort, default="-points")
    customers = sorted(_customers(at), key=_sort_keys[sort.removeprefix("-")], reverse=sort.startswith("-"))
    return {
        "at": at,
        "kinds": KINDS,
        "tokens": TOKENS,
        "customers": customers,
        "headings": headings(COLUMNS, sort=sort),
        "page": Page(customers, next_cursor="next", previous_cursor=None),
        "filters": [
            make_filter("state", _("Status"), [("member", _("Member"))], asked="member"),
            make_filter("tier", _("Tier"), [("gold", _("Gold")), ("silver", _("Silver"))], asked=""),
            RangeFilter("balance", _("Balance"), 100, None),
        ],
        "form": SampleForm(initial={"name": _("Place an order"), "points": 5, "period": "month"}),
        "faulty_form": SampleForm({"points": "0", "audience": "all", "period": "once"}, auto_id="faulty_%s"),
        "moments": [at - timedelta(minutes=3), at - timedelta(hours=5), at - timedelta(days=9)],
        **_charts(at),
        **_progresses(at),
    }


def sample_progress(*, at: datetime) -> Progress:
    """A job that starts over every minute, so that one always sees it move."""
    started_at = at.replace(second=0, microsecond=0)
    return Progress(int((at - started_at).total_seconds() * 1100), 69_659, 3, started_at, at)


def _charts(at: datetime) -> dict[str, Any]:
    days = [format_date(at - timedelta(days=29 - day), "d MMM", locale=active_locale()) for day in range(30)]
    months = list(active_locale().months["stand-alone"]["abbreviated"].values())
    change = [earned - 2 * spent - 300 for earned, spent in zip(EARNED, SPENT, strict=True)]
    daily = [EARNED[day % 12] + 35 * day - (day % 7) * 60 for day in range(30)]
    earned, spent = Series(_("Earned"), EARNED), Series(_("Redeemed"), SPENT)
    return {
        "daily_chart": line_chart(days, [Series(_("Points issued"), daily)]),
        "monthly_lines": line_chart(months, [earned, spent]),
        "monthly_bars": bar_chart(months, [earned, spent]),
        "change_bars": bar_chart(months, [Series(_("Change"), change)]),
        "dot_chart": line_chart(months[:1], [Series(_("Earned"), EARNED[:1])]),
        "empty_chart": line_chart([], []),
        "rising": spark(EARNED),
        "falling": spark(EARNED[::-1]),
        "level": spark([5, 5, 5]),
        "single": spark([5]),
    }


def _progresses(at: datetime) -> dict[str, Progress]:
    started_at = at - timedelta(seconds=34)
    return {
        "polled": sample_progress(at=at),
        "running": Progress(40_213, 69_659, 12, started_at, at, can_cancel=True),
        "unknown": Progress(1_200, None, 0, started_at, at),
        "waiting": Progress(0, 69_659, 0, None, at, can_cancel=True),
        "finished": Progress(69_659, 69_659, 0, started_at, at, finished_at=at),
        "finished_badly": Progress(69_659, 69_659, 12, started_at, at, finished_at=at),
        "cancelled": Progress(40_213, 69_659, 0, started_at, at, finished_at=at, is_cancelled=True),
    }


def _customers(at: datetime) -> list[SampleCustomer]:
    rows = (
        ("Astrid Lindqvist", "astrid.lindqvist@example.se", _("Member"), "good", 13_860, 201, 1_386_040, 1),
        ("Omar Haddad", "omar@example.com", _("Member"), "good", 4_215, 38, 421_500, 3),
        (
            "Maximiliane von Falkenstein-Hohenberg",
            "mvf@example.de",
            _("Member"),
            "good",
            1_020,
            9,
            98_990,
            12,
        ),
        ("Grace Okafor", "grace.okafor@example.co.uk", _("Guest"), "", 0, 2, 14_900, 20),
        ("Björn Åkesson", "bjorn@example.se", _("Member"), "good", -150, 4, 22_310, 44),
        ("Lena Fischer", "lena.fischer@example.de", _("Excluded"), "bad", 310, 11, 77_250, 90),
    )
    return [SampleCustomer(*row[:7], ordered_at=at - timedelta(days=row[7], hours=5)) for row in rows]


_sort_keys = {
    "name": lambda customer: customer.name,
    "points": lambda customer: customer.points,
    "orders": lambda customer: customer.orders,
    "spent": lambda customer: customer.spent_cents,
    "last_order": lambda customer: customer.ordered_at,
}
