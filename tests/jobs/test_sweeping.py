"""What is done every few seconds, so that nothing is forgotten."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db.models.functions import Now
from django_q.models import OrmQ
from pytest_django import DjangoAssertNumQueries, Settings

from loyalty.jobs.actions import Clock, Swept, cancel, claim, rouse, sweep, tick
from loyalty.jobs.actions.sweeping import QUEUE_ROOM
from loyalty.jobs.models import Job, State
from tests.jobs.cast import let_lease_run_out, make_job, reload, take
from tests.jobs.schedule import IS_NEEDED

pytestmark = pytest.mark.django_db


def test_a_job_whose_hint_was_lost_is_hinted_again_but_not_at_once() -> None:
    make_job()
    OrmQ.objects.all().delete()

    assert sweep().hinted == 0
    Job.objects.update(hinted_at=Now() - timedelta(seconds=60))
    assert sweep().hinted == 1
    assert sweep().hinted == 0

    assert OrmQ.objects.count() == 1


def test_without_the_sweep_a_job_whose_hint_was_lost_is_lost() -> None:
    make_job()
    OrmQ.objects.all().delete()

    assert Job.objects.due().count() == 1
    assert not OrmQ.objects.exists()


def test_a_lease_that_ran_out_is_hinted() -> None:
    job = make_job()
    claim(job.pk)
    let_lease_run_out(job)
    Job.objects.update(hinted_at=None)

    assert sweep() == Swept(buried=0, cancelled=0, hinted=1)


def test_a_full_queue_gets_no_more_hints() -> None:
    for _job in range(QUEUE_ROOM + 5):
        make_job()
    Job.objects.update(hinted_at=None)

    assert sweep().hinted == 0

    OrmQ.objects.filter(pk__in=OrmQ.objects.values("pk")[:2]).delete()
    Job.objects.update(hinted_at=None)
    OrmQ.objects.filter(pk__in=OrmQ.objects.values("pk")[:5]).delete()
    assert sweep().hinted == 2


def test_a_job_that_ends_all_its_workers_is_buried() -> None:
    job = make_job()
    for _attempt in range(3):
        claim(job.pk)
        let_lease_run_out(job)

    assert sweep() == Swept(buried=1, cancelled=0, hinted=0)

    assert (reload(job).state, job.is_fault) == (State.DEAD, True)
    assert job.last_error == "The worker vanished in the middle of every attempt."


def test_a_cancelled_job_whose_worker_vanished_ends() -> None:
    job = make_job()
    claim(job.pk)
    cancel(job)
    let_lease_run_out(job)

    assert sweep().cancelled == 1

    assert reload(job).state == State.CANCELLED


def test_the_clock_starts_each_period_once_and_survives_a_kind_that_was_removed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    at = datetime(2026, 3, 1, 12, 7, tzinfo=UTC)

    tick(at=at, started={})
    tick(at=at + timedelta(minutes=2), started={})
    tick(at=at + timedelta(minutes=5), started={})

    assert list(Job.objects.order_by("pk").values_list("merchant_id", "kind", "key")) == [
        (None, "test.do_nothing", "2026-03-01T12:05:00+00:00"),
        (None, "test.do_nothing", "2026-03-01T12:10:00+00:00"),
    ]
    assert "test.removed" in caplog.text


def test_the_clock_asks_the_database_once_for_each_period(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    started: dict[Clock, str] = {}
    at = datetime(2026, 3, 1, 12, 7, tzinfo=UTC)
    tick(at=at, started=started)

    with django_assert_num_queries(0):
        tick(at=at + timedelta(seconds=5), started=started)


def test_a_daily_clock_names_the_local_day_and_yesterday_before_its_time(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Stockholm"
    clock = Clock("test.add_once", at=time(3, 30))

    assert clock.period(datetime(2026, 6, 2, 1, 29, tzinfo=UTC)) == "2026-06-01"
    assert clock.period(datetime(2026, 6, 2, 1, 30, tzinfo=UTC)) == "2026-06-02"


def test_a_clock_needs_either_a_period_or_a_time() -> None:
    with pytest.raises(ValueError, match=r"test\.x"):
        Clock("test.x")


def test_a_standing_job_is_one_row_which_runs_whenever_it_is_needed() -> None:
    IS_NEEDED[0] = True
    try:
        rouse()
        rouse()
        first = Job.objects.get()
        take(first)
        rouse()
        assert Job.objects.get().state == State.LEASED
        Job.objects.update(state=State.DONE, lease_until=None, finished_at=Now())
        rouse()
    finally:
        IS_NEEDED[0] = False

    assert (Job.objects.get().pk, Job.objects.get().state) == (first.pk, State.PENDING)
    assert OrmQ.objects.count() == 2


def test_a_standing_job_that_is_not_needed_sleeps() -> None:
    rouse()

    assert not Job.objects.exists()


def test_a_standing_job_that_died_gets_up_after_a_while() -> None:
    IS_NEEDED[0] = True
    try:
        rouse()
        Job.objects.update(state=State.DEAD, attempts=3, finished_at=Now())
        rouse()
        assert Job.objects.get().state == State.DEAD
        Job.objects.update(finished_at=Now() - timedelta(minutes=6))
        rouse()
    finally:
        IS_NEEDED[0] = False

    assert (Job.objects.get().state, Job.objects.get().attempts) == (State.PENDING, 0)
