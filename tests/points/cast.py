"""What the ledger's tests post, and how they post it at the same time."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any, TypeVar

from django.db import connection
from django_scopes import scope

from loyalty.customers.models import Customer
from loyalty.points.actions import Posting
from loyalty.points.models import Kind, PointsAccount, PointsTransaction
from loyalty.points.queries import find_differences
from tests.cast import MONDAY, make_customer, make_merchant

T = TypeVar("T")

GIFT = Posting(
    customer_id=0,
    key="gift",
    kind=Kind.ADJUST,
    points=100,
    description="A gift",
    source="test",
    occurred_at=MONDAY,
)


def make_ada() -> Customer:
    """Ada, who shops with Olive and has no points yet."""
    return make_customer(make_merchant())


def make_posting(customer: Customer, **terms: Any) -> Posting:
    """100 points given to the customer by hand, under the key `gift`, unless said otherwise."""
    return replace(GIFT, **{"customer_id": customer.pk, **terms})


def sums(customer: Customer) -> tuple[int, int, int]:
    """The customer's balance, pending and lifetime points, as stored."""
    with scope(merchant=customer.merchant):
        account = PointsAccount.objects.get(customer=customer)
    return account.balance, account.pending, account.lifetime


def entries(customer: Customer) -> list[tuple[str, int, int]]:
    """Key, points and balance after of each of the customer's entries, oldest first."""
    with scope(merchant=customer.merchant):
        found = PointsTransaction.objects.filter(customer=customer).order_by("id")
        return list(found.values_list("key", "points", "balance_after"))


def differences() -> list[str]:
    """What `verify_ledger` would name: the last part of each line."""
    return [str(found).partition(": ")[2] for found in find_differences()]


def at_once(action: Callable[[int], T], *, times: int) -> list[T | Exception]:
    """What `action(0)`, `action(1)`, … gave or raised when all began together, each on its own connection."""
    start = Barrier(times)

    def run(number: int) -> T | Exception:
        connection.ensure_connection()
        start.wait()
        try:
            return action(number)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def wait_until_blocking() -> None:
    """Return once a statement waits for this connection's transaction."""
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone() != (0,):
                return
            time.sleep(0.01)
    raise TimeoutError("Nobody waits.")
