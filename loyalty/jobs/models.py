"""Work that outlives a request. What the rows say is decided by the database's clock alone."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Length, Now
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import pgettext_lazy

MAX_ATTEMPTS = 12


class State(models.TextChoices):
    PENDING = "pending", pgettext_lazy("job", "Waiting")
    LEASED = "leased", pgettext_lazy("job", "Running")
    DONE = "done", pgettext_lazy("job", "Done")
    DEAD = "dead", pgettext_lazy("job", "Stopped by an error")
    CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")


MOVES: dict[State, frozenset[State]] = {
    State.PENDING: frozenset({State.LEASED, State.CANCELLED, State.DEAD}),
    # Leased to leased: a lease that ran out is taken over.
    State.LEASED: frozenset({State.LEASED, State.PENDING, State.DONE, State.DEAD, State.CANCELLED}),
    State.DEAD: frozenset({State.PENDING, State.CANCELLED}),
    # Only a standing job, of which there is one row for ever.
    State.DONE: frozenset({State.PENDING}),
    State.CANCELLED: frozenset({State.PENDING}),
}
FINISHED = frozenset({State.DONE, State.DEAD, State.CANCELLED})


def states_before(state: State) -> list[State]:
    """The states from which a job may move to this one."""
    return [before for before, after in MOVES.items() if state in after]


class JobQuerySet(models.QuerySet["Job"]):
    def of(self, merchant_id: int | None) -> "JobQuerySet":
        """A merchant's jobs; with None those of the installation."""
        return self.filter(merchant_id=merchant_id)

    def due(self) -> "JobQuerySet":
        """Waiting and its time has come, or leased by somebody who did not come back."""
        waiting = Q(state=State.PENDING, next_at__lte=Now())
        return self.filter(waiting | Q(state=State.LEASED, lease_until__lt=Now()))

    def exhausted(self) -> "JobQuerySet":
        return self.filter(attempts__gte=F("max_attempts"))

    def dead(self) -> "JobQuerySet":
        return self.filter(state=State.DEAD)


class Job(models.Model):
    """One piece of durable work. `merchant_id` is None for the installation's own.

    `attempts` counts claims since the last new checkpoint; `fence` grows with every claim, and whoever holds
    an older one can no longer write.
    """

    merchant_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    args = models.JSONField(default=dict)
    author_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    next_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=MAX_ATTEMPTS)
    fence = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=32, blank=True)
    worker_pid = models.IntegerField(null=True)
    hinted_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    is_fault = models.BooleanField(default=False)
    is_cancel_requested = models.BooleanField(default=False)
    checkpoint = models.JSONField(default=dict)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    failed = models.PositiveBigIntegerField(default=0)
    done_at_claim = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    advanced_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant_id", "kind", "key"], name="jobs_enqueued_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(state=State.LEASED, lease_until__isnull=False)
                | (~Q(state=State.LEASED) & Q(lease_until__isnull=True)),
                name="jobs_leased_until_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(FINISHED), finished_at__isnull=False)
                | Q(state__in=[State.PENDING, State.LEASED], finished_at__isnull=True),
                name="jobs_finished_at_a_time",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length(Cast("args", models.TextField())), 4000),
                name="jobs_args_stay_small",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="jobs_due", condition=Q(state=State.PENDING)),
            models.Index(fields=["lease_until"], name="jobs_leased", condition=Q(state=State.LEASED)),
            models.Index(fields=["id"], name="jobs_dead", condition=Q(state=State.DEAD)),
            models.Index(
                fields=["finished_at"], name="jobs_finished", condition=Q(finished_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED

    @property
    def is_cancellable(self) -> bool:
        return State.CANCELLED in MOVES[State(self.state)] and not self.is_cancel_requested


class Worker(models.Model):
    """A running `run_worker`. `beat_at` is when one of its processes last took something from the queue."""

    token = models.CharField(max_length=32, unique=True)
    host = models.CharField(max_length=255)
    started_at = models.DateTimeField(db_default=Now())
    beat_at = models.DateTimeField(db_default=Now())
    beat = models.PositiveBigIntegerField(default=0)
    is_stopping = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.host} {self.token}"
