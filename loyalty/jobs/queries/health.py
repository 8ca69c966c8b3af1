"""Whether work is being done. What counts is age, not number: a long queue that moves is healthy."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

# Seconds. A worker beats every two; a due job starts within two, unless all workers are busy.
LONGEST_SILENCE = 60
LONGEST_WAIT = 300


@dataclass(frozen=True)
class Health:
    """Ages are seconds; None where there is nothing to be old."""

    workers: int
    beat_age: float | None
    due_age: float | None
    pending: int
    leased: int
    dead: int
    queued: int

    @property
    def is_beating(self) -> bool:
        return self.beat_age is not None and self.beat_age < LONGEST_SILENCE

    @property
    def is_moving(self) -> bool:
        return self.due_age is None or self.due_age < LONGEST_WAIT


def health() -> Health:
    """One query, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(_HEALTH, {"silence": LONGEST_SILENCE, "queue": settings.Q_CLUSTER["name"]})
        workers, beat_age, due_age, pending, leased, dead, queued = cursor.fetchone()
    return Health(
        workers=workers,
        beat_age=None if beat_age is None else float(beat_age),
        due_age=None if due_age is None else float(due_age),
        pending=pending,
        leased=leased,
        dead=dead,
        queued=queued,
    )


def unapplied_migrations() -> Sequence[str]:
    """Names of migrations that the code has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _is_backwards in plan]


_HEALTH = """
SELECT
    (SELECT count(*) FROM jobs_worker
     WHERE beat_at > statement_timestamp() - %(silence)s * interval '1 second'),
    (SELECT extract(epoch FROM statement_timestamp() - max(beat_at)) FROM jobs_worker),
    greatest(
        (SELECT extract(epoch FROM statement_timestamp() - min(next_at)) FROM jobs_job
         WHERE state = 'pending' AND next_at <= statement_timestamp()),
        (SELECT extract(epoch FROM statement_timestamp() - min(lease_until)) FROM jobs_job
         WHERE state = 'leased' AND lease_until < statement_timestamp())
    ),
    (SELECT count(*) FROM jobs_job WHERE state = 'pending'),
    (SELECT count(*) FROM jobs_job WHERE state = 'leased'),
    (SELECT count(*) FROM jobs_job WHERE state = 'dead'),
    (SELECT count(*) FROM django_q_ormq WHERE key = %(queue)s)
"""
