"""How far long work has come, as the progress component shows it."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.ui.formats import format_percent


@dataclass(frozen=True)
class Progress:
    """A job seen from outside. `total` is None while nobody knows it; a finished one has `finished_at`."""

    done: int
    total: int | None
    failed: int
    started_at: datetime | None
    at: datetime
    finished_at: datetime | None = None
    is_cancelled: bool = False
    can_cancel: bool = False

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and not self.is_finished

    @property
    def seconds(self) -> float:
        """How long it has run, or ran."""
        if self.started_at is None:
            return 0.0
        return max(((self.finished_at or self.at) - self.started_at).total_seconds(), 0.0)

    @property
    def rate(self) -> int:
        """Things done each second; 0 before the first second has passed."""
        return int(self.done / self.seconds) if self.seconds >= 1 else 0

    @property
    def seconds_left(self) -> int | None:
        """None while there is nothing to judge by."""
        if self.total is None or not self.done or self.seconds < 1 or self.is_finished:
            return None
        return max(int((self.total - self.done) * self.seconds / self.done), 1)

    @property
    def percent(self) -> str:
        return format_percent(self.done, self.total or 0)

    @property
    def tone(self) -> str:
        """How it is going, as badges and bars name it."""
        if not self.is_finished:
            return "accent"
        if self.is_cancelled:
            return "quiet"
        return "warn" if self.failed else "good"
