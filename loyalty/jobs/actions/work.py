"""What a job's function holds in its hands while it runs."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from loyalty.jobs.actions import leases
from loyalty.jobs.actions.interruptions import JobCancelled, OutOfTime
from loyalty.jobs.actions.leases import Claim

# Seconds. django-q2 ends a task after Q_CLUSTER["timeout"] (60); a longer job goes on in slices like this.
SLICE = 40


@dataclass
class Work:
    """A claimed job. `args` is what it was enqueued with, `checkpoint` what the last `advance` saved."""

    claim: Claim
    checkpoint: Mapping[str, Any]
    done: int
    total: int | None
    failed: int
    slice_seconds: float = SLICE
    _began: float = field(default_factory=time.monotonic)

    @classmethod
    def of(cls, claim: Claim, *, slice_seconds: float = SLICE) -> "Work":
        return cls(claim, claim.checkpoint, claim.done, claim.total, claim.failed, slice_seconds)

    @property
    def job_id(self) -> int:
        return self.claim.job_id

    @property
    def merchant_id(self) -> int | None:
        return self.claim.merchant_id

    @property
    def args(self) -> Mapping[str, Any]:
        return self.claim.args

    def advance(
        self,
        *,
        done: int | None = None,
        total: int | None = None,
        failed: int | None = None,
        checkpoint: Mapping[str, Any] | None = None,
    ) -> None:
        """Say how far the job has come, last in the transaction that holds the effects of this step.

        Numbers are totals so far, not increments; what is left out stays. Extends the lease. Raises LeaseLost
        when another worker has taken over and JobCancelled when somebody asked for the end: both roll this
        step back. When the slice is over, OutOfTime leaves the transaction after its commit.
        """
        _demand_transaction()
        self.done = self.done if done is None else done
        self.total = self.total if total is None else total
        self.failed = self.failed if failed is None else failed
        self.checkpoint = self.checkpoint if checkpoint is None else checkpoint
        standing = leases.advance(
            self.claim, done=self.done, total=self.total, failed=self.failed, checkpoint=self.checkpoint
        )
        if standing.is_cancel_requested:
            raise JobCancelled
        if standing.is_worker_stopping or time.monotonic() - self._began > self.slice_seconds:
            transaction.on_commit(_end_slice)

    def finish(self) -> None:
        """Mark the job done in the transaction of its last effect: a crash right after repeats nothing.

        Raises LeaseLost when another worker has taken over.
        """
        _demand_transaction()
        leases.finish(self.claim)


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("This belongs into the transaction of the effects.")


def _end_slice() -> None:
    raise OutOfTime
