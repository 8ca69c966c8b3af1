"""The product on a PostgreSQL of the benchmark's own: durable, and sized like a real one.

Importing this points Django at that server; `private_server` starts it, with an empty ledger, and stops it.
"""

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django
import psycopg

from loyalty.database.creation import DATABASE, ROLE, SUPERUSER
from loyalty.database.embedded import data_folder, embedded_cluster

FOLDER = data_folder(os.environ) / "bench"
CLUSTER = embedded_cluster({**os.environ, "LOYALTY_DATA_DIR": str(FOLDER)})
os.environ["DATABASE_URL"] = CLUSTER.url
os.environ["DJANGO_SETTINGS_MODULE"] = "loyalty.settings"
django.setup()

from django.core.management import call_command
from django.db import connections
from django_scopes import scope

from loyalty.customers.models import Customer
from loyalty.merchants.actions import create_merchant
from loyalty.merchants.models import Merchant
from loyalty.points.actions import open_accounts

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CUSTOMERS = 100_000
# The embedded server is set up for a small shared machine; a ledger of millions lives on a larger one.
SIZED = {
    "shared_buffers": "2GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "maintenance_work_mem": "512MB",
}


@contextmanager
def private_server(*, customers: int = CUSTOMERS) -> Iterator[Merchant]:
    """The server with the product's schema, one merchant and so many customers without points."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("Another benchmark is running; two at once would measure each other.")
        try:
            _start()
            yield _seed(customers)
        finally:
            connections.close_all()
            CLUSTER.stop(is_immediate=True)
            shutil.rmtree(CLUSTER.home, ignore_errors=True)


def command(statement: str) -> None:
    """Run a statement as the server's superuser, outside any transaction and any of the product's databases."""
    address = {"host": str(CLUSTER.socket_folder), "user": SUPERUSER, "dbname": SUPERUSER}
    with psycopg.connect(**address, autocommit=True) as connection:
        connection.execute(statement)


def create_database(name: str, *, like: str = "template0") -> str:
    """A fresh database of the product's role, as a copy of another; its address."""
    connections.close_all()
    command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    command(f'CREATE DATABASE "{name}" OWNER {ROLE} TEMPLATE "{like}"')
    return address_of(name)


def address_of(database: str) -> str:
    """The address of one of the server's databases."""
    return CLUSTER.url.replace(f"/{DATABASE}?", f"/{database}?")


def _start() -> None:
    CLUSTER.ensure()
    for name, value in SIZED.items():
        command(f"ALTER SYSTEM SET {name} = '{value}'")
    CLUSTER.stop()
    CLUSTER.ensure()


def _seed(count: int) -> Merchant:
    create_database(DATABASE)
    call_command("migrate", verbosity=0)
    merchant = create_merchant("Bench", currency="USD", timezone="UTC", language="en", at=NOW)
    with scope(merchant=merchant):
        customers = Customer.objects.bulk_create(
            [
                Customer(merchant=merchant, joined_at=NOW, created_at=NOW, updated_at=NOW)
                for _ in range(count)
            ],
            batch_size=5000,
        )
    open_accounts([customer.pk for customer in customers], merchant_id=merchant.pk)
    with connections["default"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE customers_customer, points_pointsaccount")
    return merchant
