from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from loyalty.ui.formats import (
    format_ago,
    format_duration,
    format_moment,
    format_money,
    format_percent,
    format_points,
    format_range,
    format_signed,
)

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "written"), [("en", "1,234,567"), ("sv", f"1{NO_BREAK}234{NO_BREAK}567")]
)
def test_points_are_grouped_as_the_language_does(language: str, written: str) -> None:
    with translation.override(language):
        assert format_points(1_234_567) == written


def test_points_taken_have_a_true_minus() -> None:
    with translation.override("en"):
        assert [format_signed(points) for points in (50, 0, -1_200)] == ["+50", "0", "−1,200"]


@pytest.mark.parametrize(
    ("least", "most", "written"),
    [
        (None, None, ""),
        (1_000, None, "1,000 or more"),
        (None, -1, "−1 or less"),
        (-50, 1_000, "−50 to 1,000"),
        (0, 0, "0"),
    ],
)
def test_a_range_says_which_ends_are_open(least: int | None, most: int | None, written: str) -> None:
    with translation.override("en"):
        assert format_range(least, most) == written


@pytest.mark.parametrize(
    ("cents", "currency", "written"),
    [
        (1_234, "EUR", "€12.34"),
        (1_234, "JPY", "¥1,234"),
        (1_234, "KWD", f"KWD{NO_BREAK}1.234"),
        (-500, "USD", "−$5.00"),
        (2**53 + 1, "EUR", "€90,071,992,547,409.93"),
    ],
)
def test_money_has_its_currency_and_its_digits(cents: int, currency: str, written: str) -> None:
    with translation.override("en"):
        assert format_money(cents, currency) == written


def test_money_in_swedish_stands_before_its_currency() -> None:
    with translation.override("sv"):
        assert format_money(129_900, "SEK") == f"1{NO_BREAK}299,00{NO_BREAK}kr"


def test_a_currency_that_nobody_knows_is_still_written() -> None:
    with translation.override("en"):
        assert format_money(100, "XQZ") == f"XQZ{NO_BREAK}1.00"


@pytest.mark.parametrize(
    ("delta", "language", "written"),
    [
        (timedelta(seconds=-10), "en", "just now"),
        (timedelta(minutes=-3), "en", "3 minutes ago"),
        (timedelta(hours=-5), "sv", "för 5 timmar sedan"),
        (timedelta(days=2), "en", "in 2 days"),
    ],
)
def test_ago_says_how_far_away_a_moment_is(delta: timedelta, language: str, written: str) -> None:
    with translation.override(language):
        assert format_ago(NOON + delta, at=NOON) == written


def test_a_moment_is_written_in_the_active_zone() -> None:
    with translation.override("en"), timezone.override("Europe/Stockholm"):
        assert format_moment(NOON).replace("\N{NARROW NO-BREAK SPACE}", " ") == "Nov 3, 2026, 1:00:00 PM CET"


@pytest.mark.parametrize(("part", "whole", "written"), [(999, 1000, "99%"), (5, 5, "100%"), (0, 0, "0%")])
def test_a_percentage_is_full_only_when_all_is_done(part: int, whole: int, written: str) -> None:
    with translation.override("en"):
        assert format_percent(part, whole) == written


def test_a_duration_is_in_its_largest_sensible_unit() -> None:
    with translation.override("en"):
        assert [format_duration(seconds) for seconds in (40, 200)] == ["40 seconds", "3 minutes"]
