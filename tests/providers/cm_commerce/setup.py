"""Where the stand-in is, whom it knows, and which loyalty platform it is an app of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Setup:
    """One stand-in. `connect` and `api` are the two base addresses that an app of Smile's has to change."""

    address: str
    connect: str
    api: str
    client_id: str
    client_secret: str
    database: Path
    # E-mail address and password of every merchant that has an account here.
    accounts: Mapping[str, str] = field(default_factory=dict)
    webhook_secret: str = ""
    scope: str = "customer:read activity:write"
    review_token: str = "cm-commerce/review"
    # Customers that are read at once; the platform gives no more than 250.
    page: int = 250
    # Seconds to wait for a connection, and for an answer.
    patience: tuple[float, float] = (3.05, 10)
    now: Callable[[], datetime] = _now

    @property
    def callback(self) -> str:
        """Where the platform sends the merchant back to; registered there to the letter."""
        return f"{self.address}/connect/callback"
