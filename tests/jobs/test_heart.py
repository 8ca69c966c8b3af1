"""Telling a cluster that hangs from one that works."""

import time
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django_q.models import OrmQ

from loyalty.jobs.actions import claim
from loyalty.jobs.models import Job, Worker
from loyalty.jobs.tasks import beat
from loyalty.jobs.tasks.broker import own_queue
from loyalty.jobs.tasks.heart import Heart
from tests.jobs.cast import make_job

pytestmark = pytest.mark.django_db
SILENCE = 0.2


@pytest.fixture
def heart(monkeypatch: pytest.MonkeyPatch) -> Heart:
    """Of a worker that this process pretends to belong to."""
    monkeypatch.setenv("LOYALTY_WORKER", "w1")
    Worker.objects.create(token="w1")
    return Heart("w1", silence=SILENCE)


def test_a_cluster_that_beats_is_alive(heart: Heart) -> None:
    for _look in range(4):
        assert not heart.is_dead()
        _run_beats()
        time.sleep(SILENCE / 2)


def test_a_cluster_that_takes_nothing_is_dead(heart: Heart) -> None:
    assert not heart.is_dead()
    _be_silent_for(seconds=1)

    assert heart.is_dead()


def test_a_cluster_that_acknowledges_nothing_is_dead(heart: Heart) -> None:
    heart.is_dead()
    _run_beats(is_acknowledged=False)
    assert not heart.is_dead()
    time.sleep(SILENCE * 1.5)
    beat(1)

    assert heart.is_dead()


def test_workers_that_all_hold_a_job_are_busy_and_not_silent(heart: Heart) -> None:
    jobs = [make_job(), make_job()]
    for job in jobs:
        claim(job.pk)
    _be_silent_for(seconds=1)

    assert not heart.is_dead()

    Job.objects.update(claimed_at=Now() - timedelta(seconds=90))
    assert heart.is_dead()


def test_a_cluster_that_starts_is_excused_until_its_first_beat(heart: Heart) -> None:
    heart.excuse(60)
    _be_silent_for(seconds=1)
    assert not heart.is_dead()

    _run_beats()
    heart.is_dead()
    _be_silent_for(seconds=1)
    assert heart.is_dead()


def test_a_vanished_process_makes_for_less_patience_until_a_beat_came_through(
    monkeypatch: pytest.MonkeyPatch, heart: Heart
) -> None:
    heart = Heart("w1", silence=60)
    heart.is_dead()
    _be_silent_for(seconds=10)
    assert not heart.is_dead()

    heart.suspect()
    assert heart.is_dead()

    time.sleep(0.01)
    heart._sent_at = 0
    heart.is_dead()
    _run_beats()
    heart.is_dead()
    _be_silent_for(seconds=10)
    assert not heart.is_dead()


def test_a_restart_takes_back_the_beats_of_the_old_cluster(heart: Heart) -> None:
    heart.is_dead()
    first = OrmQ.objects.get().pk

    heart.restart()
    heart.is_dead()

    assert not OrmQ.objects.filter(pk=first).exists()


def _run_beats(*, is_acknowledged: bool = True) -> None:
    """What a cluster does with its queue."""
    rows = OrmQ.objects.filter(key=own_queue("w1")).order_by("pk")
    for row in rows:
        beat(*row.task["args"])
    if is_acknowledged:
        rows.delete()


def _be_silent_for(*, seconds: float) -> None:
    Worker.objects.update(beat_at=Now() - timedelta(seconds=seconds))
