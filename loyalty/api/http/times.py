"""Moments as the API writes them."""

from datetime import UTC, datetime


def moment(at: datetime) -> str:
    """Such as `2024-04-04T15:10:42.030Z`: UTC, to the millisecond."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def moment_sql(at: str) -> str:
    """The same by the server, of a column of moments."""
    return f"""to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""


def moment_or_none(at: datetime | None) -> str | None:
    """The same for what may not have happened."""
    return None if at is None else moment(at)
