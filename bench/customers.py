"""The list of customers and one customer's page: with 100,000 customers and a million entries against 1,000 customers.

Whole requests through Django's test client, templates included, both merchants in one database.
"""

import sys
from collections.abc import Callable
from functools import partial
from time import perf_counter

from django.db import connection
from django.db.models.query import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from measuring import Case, Report, interleave, rounds_asked
from product import NOW, private_server

from loyalty import flows
from loyalty.customers.models import Customer
from loyalty.merchants.models import Merchant
from loyalty.team.models import User

ROUNDS = rounds_asked(15)
SMALL, LARGE = "1,000 customers", "100,000 customers"
SIZES = {SMALL: 1_000, LARGE: 100_000}
ENTRIES_EACH = 10
REQUESTS = 5
PAGES = {
    "list": "/customers/",
    "list by balance": "/customers/?sort=-balance",
    "list by name": "/customers/?sort=name",
    "list of members": "/customers/?view=member",
    "list of who has points": "/customers/?balance=some",
    "list of a common tag": "/customers/?tag=newsletter",
    "list of a tag that one in ten has": "/customers/?tag=wholesale",
    "search for one e-mail": "/customers/?q=p77@example.com",
    "one customer": "/customers/{customer}/",
}
FLOOR, GOAL = 1 / 1.3, 0.95


def main() -> int:
    with private_server():
        shops = {name: _shop(name, customers=count) for name, count in SIZES.items()}
        passed = [_measure(page, path, shops) for page, path in PAGES.items()]
    return 0 if all(passed) else 1


def _measure(page: str, path: str, shops: dict[str, tuple[Client, int]]) -> bool:
    asked = {name: partial(client.get, path.format(customer=ada)) for name, (client, ada) in shops.items()}
    report = Report(f"{page}: {path}, {ROUNDS} rounds")
    speeds = interleave({name: _speed(get) for name, get in asked.items()}, rounds=ROUNDS)
    report.show(speeds)
    report.ratio(f"{LARGE} / {SMALL}", speeds.ratios(LARGE, SMALL), floor=FLOOR, goal=GOAL)
    queries = {name: _queries(get) for name, get in asked.items()}
    report.count("queries more than with 1,000", len(queries[LARGE]) - len(queries[SMALL]), allowed=0)
    report.count("sequential scans of a large table", _scans(queries[LARGE]), allowed=0)
    return report.is_passed


def _speed(get: Callable[[], object]) -> Case:
    def turn() -> float:
        start = perf_counter()
        for _request in range(REQUESTS):
            get()
        return REQUESTS / (perf_counter() - start)

    return turn


def _queries(get: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        get()
    return [query["sql"] for query in captured if query["sql"].startswith("SELECT")]


def _scans(queries: list[str]) -> int:
    tables = (
        "customers_customer",
        "customers_customertag",
        "points_pointsaccount",
        "points_pointstransaction",
    )
    plans = []
    with connection.cursor() as cursor:
        for sql in queries:
            cursor.execute(f"EXPLAIN {sql}")
            plans += [line for (line,) in cursor.fetchall()]
    return sum(f"Seq Scan on {table}" in line for line in plans for table in tables)


def _shop(name: str, *, customers: int) -> tuple[Client, int]:
    """Its owner, signed in, and the id of one of its customers."""
    owner = User.objects.create_user(f"{customers}@example.com", name="Olive")
    merchant = flows.merchant_signed_up(owner, name=name, currency="USD", at=NOW)
    with scope(merchant=merchant):
        _fill(merchant, customers)
        client = Client()
        client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client, _someone(Customer.objects.all())


def _someone(customers: "QuerySet[Customer]") -> int:
    return customers.order_by("-pk")[500].pk


def _fill(merchant: Merchant, customers: int) -> None:
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(
                statement, {"merchant": merchant.pk, "customers": customers, "entries": ENTRIES_EACH}
            )


FILL = (
    """
    INSERT INTO customers_customer
        (merchant_id, email, email_key, first_name, last_name, state, joined_at, created_at, updated_at)
    SELECT %(merchant)s, 'p' || n || '@example.com', 'p' || n || '@example.com',
        (ARRAY['Ada', 'Bo', 'Cecilia', 'David', 'Eva'])[1 + n %% 5],
        (ARRAY['Berg', 'Ek', 'Dahl', 'Lund', 'Wik', 'Holm'])[1 + n %% 6] || n %% 997,
        CASE WHEN n %% 10 = 0 THEN 'candidate' ELSE 'member' END,
        CASE WHEN n %% 10 = 0 THEN NULL ELSE now() - n * interval '1 minute' END,
        now() - n * interval '1 minute', now()
    FROM generate_series(1, %(customers)s) n
    """,
    """
    INSERT INTO points_pointstransaction (merchant_id, customer_id, key, kind, points, pending, balance_after,
        description, internal_note, source, occurred_at)
    SELECT %(merchant)s, id, 'bench-' || n, 'adjust', 10 + id %% 90, 0, (10 + id %% 90) * n, 'A gift', '', 'staff',
        now() - n * interval '1 day'
    FROM customers_customer, generate_series(1, %(entries)s) n WHERE merchant_id = %(merchant)s ORDER BY n, id
    """,
    """
    INSERT INTO points_pointsaccount (customer_id, merchant_id, balance, pending, lifetime)
    SELECT id, %(merchant)s, (10 + id %% 90) * %(entries)s, 0, 0
    FROM customers_customer WHERE merchant_id = %(merchant)s
    """,
    """
    INSERT INTO customers_customertag (merchant_id, customer_id, tag)
    SELECT merchant_id, id, unnest(
        CASE WHEN id %% 10 = 0 THEN ARRAY['newsletter', 'wholesale'] ELSE ARRAY['newsletter', 'town ' || id %% 50] END
    )
    FROM customers_customer WHERE merchant_id = %(merchant)s AND id %% 2 = 0
    """,
    "ANALYZE customers_customer, customers_customertag, points_pointsaccount, points_pointstransaction",
)

if __name__ == "__main__":
    sys.exit(main())
