"""One slice of a job, from its claim to what became of it."""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django_q.exceptions import TimeoutException
from django_scopes import scope

from loyalty.errors import Refused
from loyalty.jobs.actions import (
    GiveUp,
    JobCancelled,
    LeaseLost,
    OutOfTime,
    TryLater,
    UnknownKind,
    Work,
    kind_named,
)
from loyalty.jobs.actions.leases import Claim, end_cancelled, fail, finish, give_back
from loyalty.jobs.actions.work import SLICE

logger = logging.getLogger(__name__)

# Seconds between attempts to write an outcome while the database restarts; then the lease is left to run out.
PATIENCE = (0.2, 0.5, 1, 2, 4, 8)
# Seconds: a job that was cut off by an outage of the database need not wait as one that fails by itself.
AFTER_OUTAGE = 1
OUTAGES = ("08", "57P")
TOO_LONG = "Took longer than a task may between two steps."


def run_slice(claim: Claim, *, slice_seconds: float = SLICE) -> None:
    """Run the job's function until it ends or the slice is over, and write down what became of it."""
    try:
        _insist(_outcome(claim, slice_seconds))
    except LeaseLost:
        logger.info("Job %s went on elsewhere.", claim.job_id)


def _outcome(claim: Claim, slice_seconds: float) -> Callable[[], None]:
    try:
        with _merchant_scope(claim):
            kind_named(claim.kind).run(Work.of(claim, slice_seconds=slice_seconds))
    except OutOfTime:
        return lambda: give_back(claim)
    except JobCancelled:
        return lambda: end_cancelled(claim)
    except TimeoutException:
        # The alarm may have struck inside the driver: nothing of this connection is to be believed.
        connection.close()
        return lambda: fail(claim, TOO_LONG, is_fault=True)
    except Exception as error:  # noqa: BLE001 -- whatever a job does wrong is its outcome
        return _failure(claim, error)
    return lambda: finish(claim)


def _merchant_scope(claim: Claim) -> AbstractContextManager[None]:
    return scope(merchant=claim.merchant_id) if claim.merchant_id is not None else nullcontext()


def _failure(claim: Claim, error: Exception) -> Callable[[], None]:
    if isinstance(error, TryLater):
        named = error.retry_after
        return lambda: fail(claim, str(error), is_fault=False, retry_after=named)
    if isinstance(error, GiveUp | Refused):
        return lambda: fail(claim, str(error), is_fault=False, is_permanent=True)
    logger.error("Job %s (%s) failed.", claim.job_id, claim.kind, exc_info=error)
    # The first line alone: PostgreSQL's second one quotes the row, and that may be a person.
    told = f"{type(error).__name__}: {error}".splitlines()[0]
    is_permanent = isinstance(error, UnknownKind)
    retry_after = AFTER_OUTAGE if _is_outage(error) else None
    return lambda: fail(claim, told, is_fault=True, is_permanent=is_permanent, retry_after=retry_after)


def _is_outage(error: Exception) -> bool:
    """Whether the connection broke: PostgreSQL's own codes for a shutdown, or none because nobody answered."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code.startswith(OUTAGES)


def _insist(write: Callable[[], None]) -> None:
    if not connection.in_atomic_block:
        close_old_connections()
    for seconds in PATIENCE:
        try:
            return write()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(seconds)
    return write()
