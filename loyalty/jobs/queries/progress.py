"""How far one job has come, for the person who waits for it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from loyalty.jobs.models import Job, State
from loyalty.ui.progress import Progress as ShownProgress


@dataclass(frozen=True, kw_only=True)
class Progress(ShownProgress):
    """What `<c-progress>` shows, and what went wrong. `pace` is done in a second since the last claim."""

    state: State
    error: str = ""
    pace: float | None = None

    @property
    def is_stopped(self) -> bool:
        """Stopped by an error, for good unless somebody tries again."""
        return self.state == State.DEAD

    @property
    def share(self) -> float | None:
        """From 0 to 1; None while nobody knows the total."""
        return min(self.done / self.total, 1) if self.total else None

    @property
    def rate(self) -> int:
        return super().rate if self.pace is None else round(self.pace)

    @property
    def seconds_left(self) -> int | None:
        if not self.pace or self.total is None or self.is_finished:
            return super().seconds_left
        return max(round((self.total - self.done) / self.pace), 1)

    @property
    def tone(self) -> str:
        return "bad" if self.is_stopped else super().tone


def progress(job: Job, *, at: datetime, may_cancel: bool = True) -> Progress:
    """The job as it was when it was read. The error is a sentence for the merchant, not our own wording."""
    return Progress(
        done=job.done,
        total=job.total,
        failed=job.failed,
        started_at=job.started_at,
        at=at,
        finished_at=job.finished_at,
        is_cancelled=job.state == State.CANCELLED,
        can_cancel=may_cancel and job.state in (State.PENDING, State.LEASED) and job.is_cancellable,
        state=State(job.state),
        error=_error(job),
        pace=_pace(job),
    )


def _error(job: Job) -> str:
    if not job.is_fault:
        return job.last_error
    if job.state == State.DEAD:
        return _("Something went wrong on our side. Those who run this installation can see what.")
    return _("Something went wrong on our side; it will be tried again.")


def _pace(job: Job) -> float | None:
    # Since the last claim: what came before may lie days back, behind an outage.
    if job.claimed_at is None or job.advanced_at is None or job.is_finished:
        return None
    seconds = (job.advanced_at - job.claimed_at).total_seconds()
    return (job.done - job.done_at_claim) / seconds if seconds >= 1 else None
