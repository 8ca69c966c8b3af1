"""Moments and days as the API writes them."""

from datetime import UTC, date, datetime


def moment(at: datetime) -> str:
    """Such as `2024-04-04T15:10:42.030Z`: UTC, to the millisecond."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def moment_or_none(at: datetime | None) -> str | None:
    """The same for what may not have happened."""
    return None if at is None else moment(at)


def day_or_none(day: date | None) -> str | None:
    """Such as `1990-12-31`."""
    return None if day is None else day.isoformat()
