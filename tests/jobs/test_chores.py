"""Tidying up."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from pytest_django import Settings

from loyalty.jobs.actions import later
from loyalty.jobs.models import Job, State, Worker
from tests.jobs.cast import MERCHANT

pytestmark = pytest.mark.django_db


def test_old_finished_work_is_forgotten_and_what_somebody_must_see_stays(settings: Settings) -> None:
    settings.JOB_SCHEDULE = "loyalty.schedule"
    _finished("old", MERCHANT, days=91)
    _finished("recent", MERCHANT, days=89)
    _finished("old clock", None, days=8)
    _finished("recent clock", None, days=6)
    _finished("old dead", MERCHANT, days=400, state=State.DEAD)
    Worker.objects.create(token="gone", beat_at=Now() - timedelta(days=2))
    later("jobs.forget_finished", merchant_id=None, key="today")

    call_command("run_due_jobs")

    left = set(Job.objects.values_list("key", flat=True))
    assert left == {"recent", "recent clock", "old dead", "today"}
    assert Job.objects.get(key="today").state == State.DONE
    assert not Worker.objects.exists()


def _finished(key: str, merchant_id: int | None, *, days: int, state: State = State.DONE) -> None:
    at = Now() - timedelta(days=days)
    Job.objects.create(
        merchant_id=merchant_id, kind="jobs.forget_finished", key=key, state=state, finished_at=at
    )
