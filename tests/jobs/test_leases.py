"""Who may work on a job, and what becomes of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from loyalty.jobs.actions import (
    JobCancelled,
    JobOver,
    LeaseLost,
    NotDead,
    NotDue,
    Work,
    cancel,
    claim,
    finish,
    release,
    retry,
)
from loyalty.jobs.actions.leases import LONGEST_WAIT, fail
from loyalty.jobs.models import Job, State
from loyalty.jobs.tasks import run
from tests.jobs.cast import let_lease_run_out, make_due, make_job, reload, take
from tests.jobs.effects import add, balance, entries

pytestmark = pytest.mark.usefixtures("committing")


def test_one_of_eight_who_claim_at_once_gets_the_job() -> None:
    job = make_job()

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(_wins, [job.pk] * 8))

    assert sorted(won) == [False] * 7 + [True]
    assert reload(job).attempts == 1


def test_without_the_condition_of_claim_all_eight_get_the_job() -> None:
    job = make_job()

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(_wins_naively, [job.pk] * 8))

    assert won == [True] * 8


def test_an_attempt_is_counted_when_the_job_is_claimed() -> None:
    job = make_job()

    claim(job.pk)

    assert (reload(job).attempts, job.state, job.fence) == (1, State.LEASED, 1)


def test_a_job_is_not_claimed_before_its_time() -> None:
    job = make_job()
    Job.objects.update(next_at=Now() + timedelta(seconds=10))

    with pytest.raises(NotDue):
        claim(job.pk)


def test_a_lease_that_ran_out_is_taken_over_and_its_holder_can_change_nothing() -> None:
    job = make_job("test.add_in_steps", steps=2)
    slow = take(job)
    let_lease_run_out(job)
    take(job)

    with pytest.raises(LeaseLost):
        _step(slow)
    with pytest.raises(LeaseLost):
        finish(slow.claim)

    assert (balance(), reload(job).done, job.state) == (0, 0, State.LEASED)


def test_without_the_fence_the_effect_of_the_one_who_lost_the_lease_stays() -> None:
    job = make_job("test.add_in_steps", steps=2)
    take(job)
    let_lease_run_out(job)
    take(job)

    for _both in range(2):
        with transaction.atomic():
            add("twice", 1)

    assert entries() == {"twice": 2}


def test_progress_and_effect_are_saved_together_and_extend_the_lease() -> None:
    job = make_job()
    work = take(job)
    let_lease_run_out(job)

    with transaction.atomic():
        add("a", 5)
        work.advance(done=1, total=3, failed=0, checkpoint={"row": 1})

    assert (balance(), reload(job).done, job.total, job.checkpoint) == (5, 1, 3, {"row": 1})
    with pytest.raises(NotDue):
        claim(job.pk)


def test_advance_outside_of_a_transaction_is_a_mistake() -> None:
    work = take(make_job())

    with pytest.raises(transaction.TransactionManagementError):
        work.advance(done=1)


def test_a_new_checkpoint_repays_the_attempt_and_a_repeated_one_does_not() -> None:
    job = make_job()
    work = take(job)

    with transaction.atomic():
        work.advance(done=1)
    assert reload(job).attempts == 1

    with transaction.atomic():
        work.advance(done=2, checkpoint={"row": 2})
    assert reload(job).attempts == 0


def test_finishing_twice_is_once() -> None:
    job = make_job()
    work = take(job)

    with transaction.atomic():
        work.finish()
    finish(work.claim)

    assert reload(job).state == State.DONE


def test_failures_wait_longer_and_longer_and_end_in_death() -> None:
    job = make_job()

    for _attempt in range(2):
        fail(claim(job.pk), "broken", is_fault=True)
        assert reload(job).state == State.PENDING
        make_due(job)
    fail(claim(job.pk), "broken", is_fault=True)

    assert (reload(job).state, job.attempts, job.last_error) == (State.DEAD, 3, "broken")


@pytest.mark.parametrize(("attempts", "longest"), [(1, 15), (2, 30), (4, 120), (30, LONGEST_WAIT)])
def test_the_wait_is_random_up_to_twice_the_one_before(attempts: int, longest: int) -> None:
    waits = [_wait_after(attempts) for _ in range(12)]

    assert all(0 <= wait <= longest for wait in waits)
    assert max(waits) > longest / 4
    assert len(set(waits)) == 12


def test_a_wait_that_was_named_is_kept() -> None:
    job = make_job()

    fail(claim(job.pk), "asleep", is_fault=False, retry_after=40)

    assert _seconds_until_next(job) == pytest.approx(40, abs=2)


def test_a_permanent_failure_is_not_tried_again() -> None:
    job = make_job()

    fail(claim(job.pk), "It is sold.", is_fault=False, is_permanent=True)

    assert (reload(job).state, job.attempts) == (State.DEAD, 1)


def test_the_jobs_of_vanished_processes_are_released_and_those_of_living_ones_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job, other = make_job(), make_job()
    monkeypatch.setenv("LOYALTY_WORKER", "w1")
    held = claim(job.pk)
    monkeypatch.setenv("LOYALTY_WORKER", "w2")
    claim(other.pk)
    pid = reload(job).worker_pid or 0

    assert release("w1", alive=[pid]) == 0
    assert release("w1", alive=[pid + 1]) == 1

    assert (reload(job).state, reload(other).state) == (State.PENDING, State.LEASED)
    with pytest.raises(LeaseLost):
        finish(held)


def test_a_waiting_job_is_cancelled_at_once_and_twice_is_once() -> None:
    job = make_job()

    cancel(job)
    cancel(job)

    assert reload(job).state == State.CANCELLED
    with pytest.raises(NotDue):
        claim(job.pk)


def test_a_running_job_is_cancelled_at_its_next_step_which_is_rolled_back() -> None:
    job = make_job()
    work = take(job)

    cancel(job)

    assert reload(job).state == State.LEASED
    with pytest.raises(JobCancelled):
        _step(work)
    assert balance() == 0


def test_a_done_job_is_not_cancelled() -> None:
    job = make_job()
    run(job.pk)

    with pytest.raises(JobOver):
        cancel(job)


def test_a_dead_job_gets_all_its_attempts_again_and_goes_on_from_its_checkpoint() -> None:
    job = make_job("test.add_in_steps", steps=3)
    work = take(job)
    with transaction.atomic():
        add("by hand", 1)
        work.advance(done=2, checkpoint={"step": 2})
    fail(work.claim, "broken", is_fault=True, is_permanent=True)

    retry(job)
    run(job.pk)

    assert (reload(job).state, balance()) == (State.DONE, 2)


def test_only_a_dead_job_is_tried_again() -> None:
    job = make_job()

    with pytest.raises(NotDead):
        retry(job)


def _step(work: Work) -> None:
    with transaction.atomic():
        add("too late", 1)
        work.advance(done=1)


def _wins(job_id: int) -> bool:
    try:
        claim(job_id)
    except NotDue:
        return False
    finally:
        connection.close()
    return True


def _wins_naively(job_id: int) -> bool:
    try:
        return bool(Job.objects.filter(pk=job_id).update(state=State.LEASED, lease_until=Now()))
    finally:
        connection.close()


def _wait_after(attempts: int) -> float:
    job = make_job()
    claimed = claim(job.pk)
    Job.objects.filter(pk=job.pk).update(attempts=attempts, max_attempts=99)
    fail(claimed, "broken", is_fault=True)
    return _seconds_until_next(job)


def _seconds_until_next(job: Job) -> float:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM next_at - statement_timestamp()) FROM jobs_job WHERE id = %s", [job.pk]
        )
        return max(float(cursor.fetchone()[0]), 0)
