"""What happens at the same time: who begins together, who goes slowly, where they meet, whom they keep waiting."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event, local
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")

_GATE = 20_261_122
AT_THE_GATE = f"pg_advisory_xact_lock_shared({_GATE})"


def at_once(action: Callable[[int], T], *, times: int) -> list[T | Exception]:
    """What `action(0)`, `action(1)`, … gave or raised when all began together, each on its own connection."""
    start = Barrier(times)

    def run(number: int) -> T | Exception:
        try:
            connection.ensure_connection()
            start.wait()
            return action(number)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def meeting(times: int, *, seconds: float = 20) -> Callable[..., None]:
    """For careless twins, where a lock would stand: nobody goes on before so many have come here.

    So all of them have looked before any of them writes, however slow the machine is. Who comes again is let through.
    Refuses (`BrokenBarrierError`) to wait longer than so many seconds for the others.
    """
    barrier, known = Barrier(times), local()

    def meet(*_args: object, **_terms: object) -> None:
        if not hasattr(known, "has_met"):
            known.has_met = True
            barrier.wait(timeout=seconds)

    return meet


@contextmanager
def meeting_after(statement: str, meet: Callable[..., None]) -> Iterator[None]:
    """Whoever has run a statement of this connection with these words in it meets the others."""

    def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if statement in sql:
            meet()
        return result

    with connection.execute_wrapper(run):
        yield


@contextmanager
def gate_for(times: int) -> Iterator[None]:
    """Statements with `AT_THE_GATE` in them wait until so many are there: each looked when none had written."""
    is_shut = Event()
    with ThreadPoolExecutor(1) as pool:
        keeper = pool.submit(_keep_gate, times, is_shut)
        is_shut.wait()
        yield
        keeper.result()


def _keep_gate(times: int, is_shut: Event) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_lock({_GATE})")
            is_shut.set()
            wait_until_blocking(times)
    finally:
        is_shut.set()
        connection.close()


@contextmanager
def slowly() -> Iterator[None]:
    """Every statement of this connection waits a little first, so that the others surely come between."""

    def wait(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        context["cursor"].cursor.execute("SELECT pg_sleep(0.01)")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wait):
        yield


@contextmanager
def stopping_after(table: str, reached: Event, go_on: Event) -> Iterator[None]:
    """The first statement of this connection that names the table is followed by a wait for somebody's word."""

    def wait(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if table in sql and not reached.is_set():
            reached.set()
            go_on.wait()
        return result

    with connection.execute_wrapper(wait):
        yield


def wait_until_blocking(times: int = 1) -> None:
    """Return once a statement, or so many of them, wait for this connection."""
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0] >= times:
                return
            time.sleep(0.01)
    raise TimeoutError("Nobody waits.")
