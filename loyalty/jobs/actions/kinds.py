"""The one table of kinds and clocks, which stands above all rooms and is read by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.module_loading import import_string
from django_stubs_ext import StrOrPromise

from loyalty.jobs.actions.work import Work
from loyalty.jobs.models import MAX_ATTEMPTS


@dataclass(frozen=True)
class Kind:
    """What a kind of job runs, and what people call it."""

    run: Callable[[Work], None]
    title: StrOrPromise
    max_attempts: int = MAX_ATTEMPTS


@dataclass(frozen=True)
class Clock:
    """Starts a job of `kind` once in every period: each `every`, or each day from the local time `at`.

    A period missed altogether is not made up for: the job itself looks at what is overdue.
    """

    kind: str
    every: timedelta | None = None
    at: time | None = None

    def __post_init__(self) -> None:
        if (self.every is None) == (self.at is None):
            raise ValueError(f"The clock of {self.kind} needs either `every` or `at`.")

    def period(self, now: datetime) -> str:
        """The name of the period that `now` lies in. Days are those of the installation's time zone."""
        if self.every is not None:
            return _beginning(now, self.every).isoformat()
        local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
        is_today = self.at is not None and local.time() >= self.at
        return (local.date() if is_today else local.date() - timedelta(days=1)).isoformat()


@dataclass(frozen=True)
class Standing:
    """The one job of `kind`, always the same row, which runs whenever `is_needed` says so: asked with every sweep."""

    kind: str
    is_needed: Callable[[], bool]


class UnknownKind(LookupError):
    """The schedule has no such kind: it was removed while jobs of it were waiting."""


def kind_named(name: str) -> Kind:
    """What a kind of job runs. Raises UnknownKind."""
    kinds: dict[str, Kind] = import_string(f"{settings.JOB_SCHEDULE}.KINDS")
    try:
        return kinds[name]
    except KeyError:
        raise UnknownKind(f"There is no kind of job named {name}.") from None


def clocks() -> Sequence[Clock]:
    """What is started by time."""
    found: Sequence[Clock] = import_string(f"{settings.JOB_SCHEDULE}.CLOCKS")
    return found


def standing_jobs() -> Sequence[Standing]:
    """What runs whenever there is something to do."""
    found: Sequence[Standing] = import_string(f"{settings.JOB_SCHEDULE}.STANDING")
    return found


def _beginning(now: datetime, every: timedelta) -> datetime:
    seconds = int(every.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=UTC)
