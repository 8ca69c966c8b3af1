"""The main job on real input: every purchase of a real shop, to the point."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils.timezone import now
from django_scopes import scope

from loyalty.customers.models import CustomerIdentity
from loyalty.files.models import ImportPhase
from loyalty.jobs.models import Job
from loyalty.jobs.tasks.drain import run_due
from loyalty.merchants.models import Merchant, Rounding
from loyalty.orders.actions.imports import start_import, store_import
from loyalty.orders.models import Order, OrderImport
from loyalty.orders.snapshots import ImportCounts
from loyalty.outbox.models import Fact
from loyalty.points.models import PointsAccount, PointsTransaction
from loyalty.points.queries import find_differences
from tests.cast import MONDAY, make_merchant, make_rule
from tests.real_data.cdnow import ROOT, OutOfReach, cdnow_csv

pytestmark = pytest.mark.django_db(transaction=True)
ORDERS, CUSTOMERS = 69_659, 23_570
PATIENCE_SECONDS = 60


@pytest.fixture
def file() -> Path:
    try:
        return cdnow_csv()
    except OutOfReach as reason:
        pytest.skip(str(reason))


def make_shop(rounding: Rounding) -> Merchant:
    merchant = make_merchant(currency="USD", rounding=rounding)
    make_rule(merchant)
    return merchant


def import_cdnow(file: Path, merchant: Merchant) -> ImportCounts:
    order_import = store_import(
        lambda: [file.read_bytes()], file_name=file.name, merchant=merchant, by=None, at=MONDAY
    )
    start_import(order_import)
    run_due()
    return ImportCounts.from_json(OrderImport.objects.get(pk=order_import.pk).outcome)


def points_of_all() -> int:
    return int(PointsAccount.objects.aggregate(points=Sum("balance"))["points"])


def test_every_purchase_earns_and_a_second_import_changes_nothing(file: Path) -> None:
    merchant = make_shop(Rounding.FLOOR)

    with scope(merchant=merchant):
        first = import_cdnow(file, merchant)
        entries, facts = PointsTransaction.objects.count(), Fact.objects.count()
        second = import_cdnow(file, merchant)

        assert (first.orders_new, first.customers_new, first.rows_left_out) == (ORDERS, CUSTOMERS, 0)
        assert first.total_points == points_of_all() == 2_453_159
        regular = CustomerIdentity.objects.get(external_id="cdnow-07592").customer
        assert (regular.account.balance, regular.orders.count()) == (13_860, 201)
        assert (second.orders_known, second.orders_new, second.orders_changed, second.points) == (
            ORDERS,
            0,
            0,
            {},
        )
        assert (PointsTransaction.objects.count(), Fact.objects.count()) == (entries, facts)


def test_an_import_killed_in_the_middle_ends_at_the_same_points(file: Path) -> None:
    merchant = make_shop(Rounding.HALF_UP)

    with scope(merchant=merchant):
        order_import = _killed_in_the_middle(file, merchant)
        assert 0 < order_import.offset < order_import.size_bytes
        assert 0 < Order.objects.count() < ORDERS

        # The lease of the dead process has run out.
        Job.objects.update(lease_until=now() - timedelta(seconds=1))
        run_due()

        assert OrderImport.objects.get().phase == ImportPhase.IMPORTED
        assert (Order.objects.count(), points_of_all()) == (ORDERS, 2_498_114)
        assert list(find_differences(merchant.pk)) == []


def _killed_in_the_middle(file: Path, merchant: Merchant) -> OrderImport:
    command = [sys.executable, "manage.py", "import_orders", str(file), "--merchant", str(merchant.pk)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": _address()})
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not OrderImport.objects.filter(offset__gt=0).exists():
            assert time.monotonic() < deadline, "The import did not begin."
            assert process.poll() is None, "The import ended before it could be killed."
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return OrderImport.objects.get()


def _address() -> str:
    given = connection.settings_dict
    return f"postgresql://{quote(given['USER'])}@/{given['NAME']}?host={quote(given['HOST'])}&port={given['PORT']}"
