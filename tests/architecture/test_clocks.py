"""What the clock starts ends, too: as the worker runs it, outside of any transaction but the job's own."""

import pytest

from loyalty.jobs.actions import later
from loyalty.jobs.models import Job, State
from loyalty.jobs.tasks.drain import run_due
from loyalty.schedule import CLOCKS


@pytest.mark.django_db(transaction=True)
def test_every_job_of_the_clock_comes_to_its_end() -> None:
    for clock in CLOCKS:
        later(clock.kind, merchant_id=None, key="once")

    run_due()

    assert dict(Job.objects.values_list("kind", "state")) == {clock.kind: State.DONE for clock in CLOCKS}
