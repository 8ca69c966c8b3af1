"""Running a job's function."""

import logging

import pytest
from django_q.models import OrmQ

from loyalty.jobs.actions import cancel, claim
from loyalty.jobs.models import Job, State, Worker
from loyalty.jobs.tasks import run
from loyalty.jobs.tasks.drain import run_due
from loyalty.jobs.tasks.slices import run_slice
from tests.jobs.cast import MERCHANT, make_due, make_job, reload
from tests.jobs.effects import balance, entries

pytestmark = pytest.mark.usefixtures("committing")


def test_a_job_runs_once_however_often_it_is_hinted() -> None:
    job = make_job()

    run(job.pk)
    run(job.pk)

    assert (reload(job).state, balance(), job.attempts) == (State.DONE, 1, 1)


def test_a_function_that_does_not_say_it_finished_is_done_when_it_returns() -> None:
    job = make_job("test.advance_without_checkpoint")

    run(job.pk)

    assert (reload(job).state, job.done) == (State.DONE, 1)


def test_a_job_runs_in_the_scope_of_its_merchant() -> None:
    make_job("test.see_scope", merchant_id=MERCHANT)
    make_job("test.see_scope", merchant_id=None)

    run_due()

    assert entries() == {f"scope {MERCHANT}": 1, "scope None": 1}


def test_a_long_job_goes_on_in_slices_without_using_up_its_attempts() -> None:
    job = make_job("test.add_in_steps", steps=5)
    OrmQ.objects.all().delete()

    run_slice(claim(job.pk), slice_seconds=0)

    assert (reload(job).state, job.done, job.attempts, balance()) == (State.PENDING, 1, 0, 1)
    assert OrmQ.objects.count() == 1

    for _slice in range(4):
        run_slice(claim(job.pk), slice_seconds=0)
    run(job.pk)

    assert (reload(job).state, job.done, balance()) == (State.DONE, 5, 5)
    assert set(entries().values()) == {1}


def test_slices_without_a_checkpoint_use_up_the_attempts() -> None:
    job = make_job("test.advance_without_checkpoint")

    run_slice(claim(job.pk), slice_seconds=0)

    assert (reload(job).state, job.attempts) == (State.PENDING, 1)


def test_a_slice_ends_when_its_worker_is_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job("test.add_in_steps", steps=5)
    monkeypatch.setenv("LOYALTY_WORKER", "w1")
    Worker.objects.create(token="w1", is_stopping=True)

    run(job.pk)
    assert reload(job).attempts == 0

    run_slice(claim(job.pk))
    assert (reload(job).state, job.done) == (State.PENDING, 1)


def test_a_refusal_ends_the_job_with_its_sentence() -> None:
    job = make_job("test.refuse")

    run(job.pk)

    assert (reload(job).state, job.last_error, job.is_fault) == (State.DEAD, "It is sold.", False)


def test_giving_up_ends_the_job_with_its_sentence() -> None:
    job = make_job("test.give_up")

    run(job.pk)

    assert (reload(job).state, job.last_error) == (State.DEAD, "The shop does not know this order.")


def test_try_later_waits_and_keeps_the_sentence() -> None:
    job = make_job("test.try_later", retry_after=60)

    run(job.pk)
    run(job.pk)

    assert (reload(job).state, job.attempts, job.last_error) == (State.PENDING, 1, "The shop is asleep.")


def test_a_fault_is_tried_again_and_kept_without_the_line_that_may_quote_a_row(
    caplog: pytest.LogCaptureFixture,
) -> None:
    job = make_job("test.break_down")

    for _attempt in range(3):
        run(job.pk)
        make_due(job)

    assert (reload(job).state, job.attempts) == (State.DEAD, 3)
    assert (job.last_error, job.is_fault) == ("ZeroDivisionError: in the middle", True)
    assert balance() == 0
    assert [record.levelno for record in caplog.records].count(logging.ERROR) == 3


def test_a_kind_that_was_removed_ends_its_jobs() -> None:
    job = make_job()
    Job.objects.update(kind="test.removed")

    run(job.pk)

    assert (reload(job).state, job.is_fault) == (State.DEAD, True)


def test_a_running_job_that_is_cancelled_ends_as_cancelled() -> None:
    job = make_job("test.add_in_steps", steps=5)
    claimed = claim(job.pk)
    cancel(job)

    run_slice(claimed)

    assert (reload(job).state, balance()) == (State.CANCELLED, 0)


def test_run_due_runs_everything_and_counts_the_slices() -> None:
    for _job in range(3):
        make_job()

    assert run_due() == 3

    assert balance() == 3
    assert not Job.objects.due().exists()
