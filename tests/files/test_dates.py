"""Dates and times as files write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from loyalty.files.mapping.dates import moment_of
from loyalty.files.mapping.problems import RowProblem
from loyalty.files.snapshots import DateOrder

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def read(text: str, date_order: DateOrder = DateOrder.DAY_FIRST) -> datetime:
    return moment_of(text, date_order=date_order, zone=UTC, field="paid")


@pytest.mark.parametrize(
    "text",
    [
        "20260105",
        "2026-01-05",
        "2026/1/5",
        "2026.01.05",
        "05/01/2026",
        "5.1.2026",
        "5-1-26",
        "5 January 2026",
        "January 5, 2026",
        "5 jan 2026",
        "5 januari 2026",
        "Jan 5 2026",
    ],
)
def test_a_date_without_a_time_is_noon(text: str) -> None:
    assert read(text) == datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05 14:05",
        "2026-01-05T14:05:00Z",
        "2026-01-05 16:05:00 +0200",
        "2026-01-05T09:05:00-05:00",
        "2026-01-05 14:05:00 UTC",
        "05/01/2026 14:05",
        "5.1.2026 kl. 14.05",
        "January 5, 2026 2:05 pm",
        "05/01/2026 02:05:00 PM",
    ],
)
def test_times_and_zones_are_understood(text: str) -> None:
    assert read(text) == datetime(2026, 1, 5, 14, 5, tzinfo=UTC)


def test_day_and_month_stand_as_the_merchant_says() -> None:
    assert read("05/01/2026", DateOrder.MONTH_FIRST) == datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_a_time_without_a_zone_is_local() -> None:
    moment = moment_of("2026-07-01 00:30", date_order=DateOrder.DAY_FIRST, zone=STOCKHOLM, field="paid")

    assert moment == datetime(2026, 6, 30, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-02-30", "date_impossible"),
        ("31/02/2026", "date_impossible"),
        ("13/13/2026", "date_impossible"),
        ("20261301", "date_impossible"),
        ("0001-01-01", "date_impossible"),
        ("yesterday", "date_unreadable"),
        ("45296", "date_unreadable"),
        ("5 foo 2026", "date_impossible"),
        ("2026-01-05 25:00", "date_impossible"),
        ("01/01/2026 13:00 pm", "date_impossible"),
    ],
)
def test_what_is_no_date_is_a_problem(text: str, code: str) -> None:
    with pytest.raises(RowProblem) as problem:
        read(text)

    assert problem.value.code == code
