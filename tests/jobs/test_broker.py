"""How a cluster takes rows from the queue."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.tasks import async_task

from loyalty.jobs.tasks.broker import WorkerBroker, own_queue
from tests.jobs.cast import make_job

pytestmark = pytest.mark.usefixtures("committing")


def test_beats_of_its_own_overtake_and_the_rest_is_taken_oldest_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Conf, "POLL", 0)
    for _job in range(3):
        make_job()
    async_task("loyalty.jobs.tasks.beat", 1, q_options={"cluster": own_queue("w1")})
    async_task("loyalty.jobs.tasks.beat", 1, q_options={"cluster": own_queue("w2")})
    first, second, third, own, _others = OrmQ.objects.order_by("pk").values_list("pk", flat=True)

    taken = [_take("w1") for _round in range(5)]

    assert taken == [[own], [first], [second], [third], []]


def test_two_clusters_never_take_the_same_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Conf, "POLL", 0)
    for _job in range(24):
        make_job()

    with ThreadPoolExecutor(6) as threads:
        taken = list(threads.map(_take, ["w1", "w2"] * 12))

    assert len({row for rows in taken for row in rows}) == 24


def _take(worker: str) -> list[int]:
    try:
        return [row for row, _payload in WorkerBroker(worker).dequeue() or []]
    finally:
        connection.close()
