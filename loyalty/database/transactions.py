"""What a transaction may know of the others, and say of itself."""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

POLL_SECONDS = 0.05
P = ParamSpec("P")
T = TypeVar("T")


class HeldByAnother(Exception):
    """What turned out to be needed late is locked by somebody who may be waiting for what is locked here.

    `wait` takes the same locks and waits for them, holding nothing else.
    """

    def __init__(self, wait: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self.wait = wait


def letting_go(flow: Callable[P, T]) -> Callable[P, T]:
    """The flow as a transaction of its own that lets go of everything and starts again where it meets `HeldByAnother`.

    Inside another transaction it lets go of what the flow itself had locked.
    """

    @wraps(flow)
    def patient(*args: P.args, **kwargs: P.kwargs) -> T:
        while True:
            try:
                with transaction.atomic():
                    return flow(*args, **kwargs)
            except HeldByAnother as held:
                with transaction.atomic():
                    held.wait()
                    transaction.set_rollback(True)

    return patient


def wait_for_earlier_transactions(*, seconds: float) -> bool:
    """Whether all transactions that run now are over, having waited at most so long for them.

    Whoever began before a change was committed may go on by what stood there before: rules that were read, above all.
    After this, nobody does. Waits for this database and role only, so that nobody's backup is waited for.
    """
    deadline = time.monotonic() + seconds
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (began_at,) = cursor.fetchone()
        while True:
            # A transaction would otherwise go on seeing the others as they were when it first looked.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(_EARLIER, [began_at])
            if cursor.fetchone() == (False,):
                return True
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL_SECONDS)


def commit_without_waiting() -> None:
    """Let this transaction's commit not wait for the disk: for a step that is simply done again if a crash takes it.

    What commits later and waits carries it along, so nothing can outlive it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")


_EARLIER = """
SELECT EXISTS (
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid() AND xact_start < %s
)
"""
