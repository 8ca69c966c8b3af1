"""No fact is lost or told twice, whoever reads at once and whoever is killed meanwhile."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django_scopes import scope, scopes_disabled

from loyalty.merchants.models import Merchant
from loyalty.outbox.actions import announce_expiring
from loyalty.outbox.models import Fact
from loyalty.webhooks.actions.telling import tell_endpoints
from loyalty.webhooks.models import Delivery, Message
from tests.cast import MONDAY, make_customer, make_merchant
from tests.webhooks.cast import make_endpoint

pytestmark = pytest.mark.django_db(transaction=True)

FACTS = 120
KILLED = """
import time
import django; django.setup()
from loyalty.webhooks.actions.telling import tell_endpoints
while True:
    tell_endpoints(7)
    time.sleep(0.01)
"""


@pytest.fixture
def shop() -> Iterator[Merchant]:
    merchant = make_merchant()
    with scope(merchant=merchant):
        make_endpoint("https://shop.example.com/1", "points/expiring")
        make_endpoint("https://shop.example.com/2", "points/expiring")
        yield merchant


def announce(merchant: Merchant, customer_id: int, number: int) -> None:
    announce_expiring([(customer_id, {"number": number})], merchant_id=merchant.pk, at=MONDAY)


def told() -> list[int]:
    """The numbers of the messages, each as often as it was written."""
    with scopes_disabled():
        found = Message.objects.filter(topic="points/expiring").values_list("payload__number", flat=True)
        assert Delivery.objects.filter(message__topic="points/expiring").count() == 2 * len(found)
        return sorted(found)


def in_a_thread(work: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        try:
            return work()
        finally:
            connection.close()

    return run


def test_a_fact_that_commits_late_is_told_though_later_ones_were_before(shop: Merchant) -> None:
    assert _late_commit(shop, read=tell_endpoints) == [1, 2]


def test_a_reader_that_remembers_how_far_it_came_loses_it(shop: Merchant) -> None:
    came = [0]

    def read_by_cursor() -> int:
        with scopes_disabled():
            found = list(Fact.objects.filter(pk__gt=came[0], topic="points.expiring").order_by("pk"))
            for fact in found:
                Message.objects.create(
                    merchant_id=fact.merchant_id,
                    topic="points/expiring",
                    payload=fact.payload,
                    happened_at=MONDAY,
                )
            came[0] = found[-1].pk if found else came[0]
        return len(found)

    _late_commit(shop, read=read_by_cursor)

    with scopes_disabled():
        assert list(Message.objects.exclude(topic="ping").values_list("payload__number", flat=True)) == [2]


def test_many_readers_at_once_tell_each_fact_once(shop: Merchant) -> None:
    ada = make_customer().pk
    for number in range(FACTS):
        announce(shop, ada, number)

    with ThreadPoolExecutor(6) as pool:
        readers = [pool.submit(in_a_thread(lambda: [tell_endpoints(9) for _ in range(30)])) for _ in range(6)]
        for reader in readers:
            reader.result()

    assert told() == list(range(FACTS))


def test_readers_that_are_killed_lose_and_double_nothing(shop: Merchant) -> None:
    ada = make_customer().pk
    reader = _reader()
    try:
        for number in range(FACTS):
            announce(shop, ada, number)
            if number % 60 == 59:
                _until_it_reads(at_most=number // 2)
                os.kill(reader.pid, signal.SIGKILL)
                reader.wait()
                reader = _reader()
    finally:
        reader.kill()
        reader.wait()
    _until_nobody_reads()

    while tell_endpoints():
        pass

    assert told() == list(range(FACTS))


def test_the_database_refuses_a_second_message_of_one_fact(shop: Merchant) -> None:
    announce(shop, make_customer().pk, 1)
    tell_endpoints()

    Fact.objects.update(told_at=None)
    tell_endpoints()

    assert told() == [1]


def _late_commit(shop: Merchant, *, read: Callable[[], int]) -> list[int]:
    ada = make_customer().pk
    tell_endpoints()
    written, may_commit = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with scope(merchant=shop), transaction.atomic():
            announce(shop, ada, 1)
            written.set()
            may_commit.wait(20)

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(in_a_thread(write_slowly))
        assert written.wait(20)
        announce(shop, ada, 2)
        read()
        may_commit.set()
        slow.result()
    read()
    with scopes_disabled():
        return sorted(Message.objects.exclude(topic="ping").values_list("payload__number", flat=True))


def _reader() -> "subprocess.Popen[bytes]":
    settings = connection.settings_dict
    address = f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"
    if settings["PORT"]:
        address += f"&port={settings['PORT']}"
    environ = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "loyalty.settings"}
    return subprocess.Popen([sys.executable, "-c", KILLED], env=environ)


def _until_it_reads(*, at_most: int) -> None:
    """In the middle of it: some are told, not all."""
    for _time in range(1200):
        with scopes_disabled():
            if Message.objects.filter(topic="points/expiring").count() > at_most:
                return
        time.sleep(0.05)
    raise AssertionError("The reader never began.")


def _until_nobody_reads() -> None:
    """A statement that was killed may still run in the server for a moment."""
    for _time in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.1)
